import { describe, expect, it } from '@jest/globals';
import { SingleFlight } from './single-flight.ts';

/** Work that ends when the spec says so. */
class Work {
  started = 0;
  cancelled = 0;
  done: (result: string) => void = () => {};

  readonly start = (done: (result: string) => void): (() => void) => {
    this.started++;
    this.done = done;
    return () => {
      this.cancelled++;
    };
  };
}

describe('SingleFlight', () => {
  it('does equal work once and tells all, in the order they joined', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const heard: string[] = [];
    const first = flights.join('k', work.start, (result, shared) => heard.push(`1 ${result} ${shared}`));
    const second = flights.join('k', work.start, (result, shared) => heard.push(`2 ${result} ${shared}`));
    expect([first.joined, second.joined]).toEqual([false, true]);
    work.done('failed');
    expect(heard).toEqual(['1 failed true', '2 failed true']);
    expect(work).toMatchObject({ started: 1, cancelled: 0 });
    expect(flights.size).toBe(0);
  });

  it('keeps different work apart', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    flights.join('a', work.start, () => {});
    flights.join('b', work.start, () => {});
    expect(work.started).toBe(2);
  });

  it('tells a lone waiter that nothing was shared', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const heard: boolean[] = [];
    flights.join('k', work.start, (_result, shared) => heard.push(shared));
    work.done('x');
    expect(heard).toEqual([false]);
  });

  it('goes on when its starter leaves, and ends when the last one does', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const heard: string[] = [];
    const first = flights.join('k', work.start, () => heard.push('1'));
    const second = flights.join('k', work.start, () => heard.push('2'));
    first.leave();
    first.leave();
    expect(work.cancelled).toBe(0);
    second.leave();
    second.leave();
    expect(work.cancelled).toBe(1);
    work.done('too late');
    expect(heard).toEqual([]);
    expect(flights.size).toBe(0);
  });

  it('starts anew after it was cancelled, and the cancelled work cannot end the new one', () => {
    const flights = new SingleFlight<string>();
    const [cancelled, current] = [new Work(), new Work()];
    const heard: string[] = [];
    flights.join('k', cancelled.start, () => {}).leave();
    flights.join('k', current.start, (result) => heard.push(result));
    cancelled.done('old');
    expect(heard).toEqual([]);
    current.done('new');
    expect(heard).toEqual(['new']);
  });

  it('counts the first result only', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const heard: string[] = [];
    flights.join('k', work.start, (result) => heard.push(result));
    work.done('first');
    work.done('second');
    expect(heard).toEqual(['first']);
  });

  it('takes work that is done at once, and does not cancel it afterwards', () => {
    const flights = new SingleFlight<string>();
    const heard: string[] = [];
    let cancelled = 0;
    const start = (done: (result: string) => void): (() => void) => {
      done('at once');
      return () => cancelled++;
    };
    const { leave, joined } = flights.join('k', start, (result) => heard.push(result));
    leave();
    expect({ heard, joined, cancelled, size: flights.size }).toEqual({
      heard: ['at once'],
      joined: false,
      cancelled: 0,
      size: 0,
    });
  });

  it('lets the same function wait twice', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    let calls = 0;
    const waiter = (): void => {
      calls++;
    };
    flights.join('k', work.start, waiter);
    flights.join('k', work.start, waiter).leave();
    flights.join('k', work.start, waiter);
    work.done('x');
    expect(calls).toBe(2);
  });
});

describe('SingleFlight, from within callbacks', () => {
  it('starts anew for a waiter that joins again', () => {
    const flights = new SingleFlight<string>();
    const [first, again] = [new Work(), new Work()];
    const heard: string[] = [];
    flights.join('k', first.start, () => {
      const rejoined = flights.join('k', again.start, (result) => heard.push(`again ${result}`));
      heard.push(`joined ${rejoined.joined}`);
    });
    flights.join('k', first.start, (result) => heard.push(`2 ${result}`));
    first.done('a');
    expect(heard).toEqual(['joined false', '2 a']);
    again.done('b');
    expect(heard).toEqual(['joined false', '2 a', 'again b']);
  });

  it('tells nothing to one that another made leave, and cancels nothing that is over', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const heard: string[] = [];
    flights.join('k', work.start, () => {
      heard.push('1');
      second.leave();
      third.leave();
    });
    const second = flights.join('k', work.start, () => heard.push('2'));
    const third = flights.join('k', work.start, () => heard.push('3'));
    work.done('x');
    expect(heard).toEqual(['1']);
    expect(work.cancelled).toBe(0);
  });

  it('tells the others before it throws what a waiter threw', () => {
    const flights = new SingleFlight<string>();
    const work = new Work();
    const heard: string[] = [];
    const throwing = (): void => {
      throw new Error('a bug');
    };
    flights.join('k', work.start, throwing);
    flights.join('k', work.start, () => heard.push('2'));
    expect(() => work.done('x')).toThrow('a bug');
    expect(heard).toEqual(['2']);
    flights.join('k', work.start, throwing);
    flights.join('k', work.start, throwing);
    expect(() => work.done('x')).toThrow(AggregateError);
  });

  it('is over when its start throws', () => {
    const flights = new SingleFlight<string>();
    const start = (): (() => void) => {
      throw new Error('no way to begin');
    };
    expect(() => flights.join('k', start, () => {})).toThrow('no way to begin');
    expect(flights.size).toBe(0);
  });

  it('takes one that joins while the work begins', () => {
    const flights = new SingleFlight<string>();
    const inner = new Work();
    const heard: string[] = [];
    flights.join(
      'k',
      (done) => {
        const joined = flights.join('k', inner.start, (result) => heard.push(`inner ${result}`));
        heard.push(`joined ${joined.joined}`);
        done('x');
        return () => {};
      },
      (result) => heard.push(`outer ${result}`),
    );
    expect(inner.started).toBe(0);
    expect(heard).toEqual(['joined true', 'outer x', 'inner x']);
  });

  it('may be cancelled by a cancel that joins again', () => {
    const flights = new SingleFlight<string>();
    const again = new Work();
    const { leave } = flights.join(
      'k',
      () => () => {
        flights.join('k', again.start, () => {});
      },
      () => {},
    );
    leave();
    expect(again.started).toBe(1);
    expect(flights.size).toBe(1);
  });
});
