import { Server, ServerCredentials, status, type ServerUnaryCall } from '@grpc/grpc-js';

type Call = ServerUnaryCall<Buffer, Buffer>;
type Done = (error: { code: status; details: string } | null, reply?: Buffer) => void;

const same = (bytes: Buffer): Buffer => bytes;

/** A message whose field 1 is a text. */
export function textMessage(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x0a, Buffer.byteLength(text)), Buffer.from(text)]);
}

/** The text of a message whose field 1 is one. */
export function textOf(message: Buffer): string {
  return message.subarray(2).toString();
}

/**
 * An upstream with one value for each id, which counts how often it is asked for; none for ids that begin with "fails".
 * Messages have one text field.
 */
export class CountedUpstream {
  /** How long an answer takes. */
  delayMs = 0;
  #address = '';
  readonly #server = new Server();
  readonly #reads = new Map<string, number>();
  readonly #versions = new Map<string, number>();

  /** Starts one with the methods `Get` and `Put` of a service; `Put` gives another value to an id. */
  static async start(service: string): Promise<CountedUpstream> {
    const upstream = new CountedUpstream();
    const definition = (name: string) =>
      ({
        path: `/${service}/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      }) as const;
    const server = upstream.#server;
    server.addService(
      { Get: definition('Get'), Put: definition('Put') },
      {
        Get: ({ request }: Call, done: Done) => upstream.#get(textOf(request), done),
        Put: ({ request }: Call, done: Done) => upstream.#put(textOf(request), done),
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    upstream.#address = `127.0.0.1:${String(port)}`;
    return upstream;
  }

  get address(): string {
    return this.#address;
  }

  /** How often an id was asked for. */
  readsOf(id: string): number {
    return this.#reads.get(id) ?? 0;
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  #get(id: string, done: Done): void {
    this.#reads.set(id, this.readsOf(id) + 1);
    const reply = textMessage(`${id} ${String(this.#versions.get(id) ?? 0)}`);
    setTimeout(() => {
      if (id.startsWith('fails')) done({ code: status.FAILED_PRECONDITION, details: `no ${id}` });
      else done(null, reply);
    }, this.delayMs);
  }

  #put(id: string, done: Done): void {
    this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
    done(null, Buffer.alloc(0));
  }
}
