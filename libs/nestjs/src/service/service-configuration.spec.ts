import { describe, expect, it } from '@jest/globals';
import { readServiceConfiguration } from './service-configuration.ts';

const read = (environment: Record<string, string>) =>
  readServiceConfiguration(environment, 'movie-night', '127.0.0.1:50050');

describe('readServiceConfiguration', () => {
  it.each([{}, { MOVIE_NIGHT_ADDRESS: '', LOG_LEVEL: '' }])('takes the defaults of %j', (environment) => {
    expect(read(environment)).toEqual({
      kind: 'ok',
      configuration: { address: { host: '127.0.0.1', port: 50050 }, logLevel: 'info' },
    });
  });

  it('reads what is given', () => {
    expect(read({ MOVIE_NIGHT_ADDRESS: '0.0.0.0:1', LOG_LEVEL: 'debug' })).toEqual({
      kind: 'ok',
      configuration: { address: { host: '0.0.0.0', port: 1 }, logLevel: 'debug' },
    });
  });

  it('names every variable that is wrong, on one line', () => {
    const result = read({ MOVIE_NIGHT_ADDRESS: 'nowhere', LOG_LEVEL: 'loud' });
    if (result.kind !== 'invalid') throw new Error('it is not');
    expect(result.message).toContain('MOVIE_NIGHT_ADDRESS: expected HOST:PORT, as 127.0.0.1:50050, got "nowhere"');
    expect(result.message).toContain('LOG_LEVEL: ');
    expect(result.message).not.toContain('\n');
  });
});
