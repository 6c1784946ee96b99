// @ts-check
// The processes of the reference system, and where they listen.

/**
 * @typedef {object} Service
 * @property {string} name as the folder in `apps/`
 * @property {string} entry what node runs
 * @property {string} variable the environment variable that moves its gRPC address
 * @property {string} address its gRPC address, as `host:port`
 * @property {readonly { what: string, variable: string, address: string }[]} others the other addresses it listens on
 */

const upstreams = [
  ['catalog', 50051],
  ['ratings', 50052],
  ['cinemas', 50053],
  ['pricing', 50054],
  ['weather', 50055],
  ['places', 50056],
];

/**
 * The six services and the composite over them, the composite last.
 *
 * @param {NodeJS.ProcessEnv} environment every address may be given in it
 * @returns {readonly Service[]}
 */
export function servicesOf(environment) {
  const addressOf = (/** @type {string} */ variable, /** @type {number | string} */ port) => {
    const given = environment[variable];
    return given === undefined || given === '' ? `127.0.0.1:${port}` : given;
  };
  return [
    ...upstreams.map(([name, port]) => {
      const variable = `${String(name).toUpperCase()}_ADDRESS`;
      return {
        name: String(name),
        entry: `apps/${name}/dist/main.js`,
        variable,
        address: addressOf(variable, port ?? 0),
        others: [],
      };
    }),
    {
      name: 'movie-night',
      entry: 'apps/movie-night/dist/main.js',
      variable: 'MOVIE_NIGHT_ADDRESS',
      address: addressOf('MOVIE_NIGHT_ADDRESS', 50050),
      others: [
        { what: 'HTTP', variable: 'MOVIE_NIGHT_HTTP_ADDRESS', address: addressOf('MOVIE_NIGHT_HTTP_ADDRESS', 9464) },
      ],
    },
  ];
}
