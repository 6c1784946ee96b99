// Who may import whom: the house's plan (docs/decisions/0001-rooms.md) as rules. A room that wants a different neighbour
// asks for a better design there, not for an exception here.

/** What a room's code may import of ours, and why no more. */
const rooms = {
  wire: { may: [], because: 'wire knows bytes and descriptors, nothing of what they are for' },
  language: { may: ['wire'], because: 'language reads compositions; how they run is not its business' },
  plan: {
    may: ['language', 'wire'],
    because: 'a plan is made from a checked composition and reads bytes, and runs nothing',
  },
  cache: { may: [], because: 'cache keeps bytes under keys, whatever they mean' },
  upstream: { may: [], because: 'upstream carries bytes to other services, whatever they mean' },
  engine: {
    may: ['plan', 'cache', 'upstream', 'wire'],
    because: 'the engine runs plans: what the language knew is in the plan by then, and no server is in sight',
  },
  contracts: { may: ['plan', 'language'], because: 'what a change does is read off plans; nothing runs' },
  protos: { may: [], because: 'protos makes descriptors of protos, whatever they are read for' },
  configuration: {
    may: ['language', 'upstream'],
    because:
      'a configuration is read with the forms that those have who go by it: durations of the language, targets of upstreams; nothing runs',
  },
  scenarios: {
    may: ['nestjs', 'engine', 'plan', 'language'],
    because: 'scenarios start the real server and talk to it over sockets, as a team would',
  },
  nestjs: {
    may: ['engine', 'plan', 'language', 'cache', 'upstream', 'configuration', 'protos'],
    because: 'nestjs puts the parts together and serves them; bytes are the business of those below',
  },
  datasets: { may: [], because: 'datasets reads files of the reference system and knows nothing of composites' },
  stubs: { may: [], because: 'stubs are generated from the protos alone' },
};

/** A room and all it rests on, at any depth. */
function below(room, found = new Set()) {
  for (const next of rooms[room].may) if (!found.has(next)) below(next, found.add(next));
  return [...found];
}

const anyOf = (names) => `(${names.join('|')})`;
/** Specs, and what only they use. */
const spec = '(\\.spec\\.ts$|/src/testing/|^libs/[^/]+/test/)';
const code = (room) => ({ path: `^libs/${room}/`, pathNot: spec });
const specs = (room) => ({ path: `^libs/${room}/.*${spec}` });
const referenceApps = '^apps/(?!tributary/)[^/]+/';

/** Forbids a room's files the other rooms and the apps, but for those named. */
const only = (name, from, own, allowed, because) => ({
  name,
  comment: because,
  severity: 'error',
  from,
  to: { path: '^(libs|apps)/', pathNot: `^libs/${anyOf([own, ...allowed])}/` },
});

export default {
  forbidden: [
    ...Object.entries(rooms).map(([room, { may, because }]) =>
      only(
        `neighbours-of-${room}`,
        code(room),
        room,
        may,
        `${because}; it may import: ${may.join(', ') || 'nothing of ours'}`,
      ),
    ),
    ...Object.keys(rooms).map((room) =>
      only(
        `neighbours-of-specs-of-${room}`,
        specs(room),
        room,
        below(room),
        `a spec uses real parts, so it may import whatever its room rests on, at any depth (${below(room).join(', ') || 'nothing of ours'}); what needs rooms beside or above it belongs in test/`,
      ),
    ),
    {
      name: 'neighbours-of-reference-apps',
      comment:
        'the reference system shows what a team outside this repository can do: nestjs, stubs and its own data are all it has',
      severity: 'error',
      from: { path: referenceApps, pathNot: spec },
      to: { path: '^libs/', pathNot: '^libs/(nestjs|stubs|datasets)/' },
    },
    {
      name: 'nothing-imports-an-app',
      comment: 'apps are ends: what two of them want belongs in a room, and tests start them as processes',
      severity: 'error',
      from: { path: '^(libs|apps|test|scripts)/([^/]+)' },
      to: { path: '^apps/', pathNot: '^$1/$2/' },
    },
    {
      name: 'rooms-by-their-door',
      comment: 'libs/<room>/src/index.ts names every export; what is not named there may change without asking',
      severity: 'error',
      from: { path: '^(libs|apps|test|scripts)/([^/]+)' },
      to: { path: '^libs/([^/]+)/(src|dist)/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^libs/$2/src/'] },
    },
    {
      name: 'no-own-door',
      comment:
        'inside a room files import each other; through the door they would import everything, themselves included',
      severity: 'error',
      from: { path: '^libs/([^/]+)/src/', pathNot: spec },
      to: { path: '^libs/$1/src/index\\.ts$' },
    },
    {
      name: 'no-circles-of-folders',
      comment:
        'files of one folder may call each other in circles, as messages inside messages do; folders that do are one, or hide a third',
      severity: 'error',
      from: { path: '^(.+)/[^/]+$' },
      to: {
        circular: true,
        pathNot: '^$1/[^/]+$',
        viaOnly: { dependencyTypesNot: ['type-only', 'pre-compilation-only'] },
      },
    },
    {
      name: 'nestjs-knows-nestjs',
      comment: 'nothing below nestjs knows NestJS, so that the engine can be served by something else',
      severity: 'error',
      from: { path: '^libs/(wire|language|plan|cache|upstream|engine|contracts|protos|configuration)/', pathNot: spec },
      to: { path: '(^|/)@nestjs/' },
    },
    {
      name: 'commands-load-when-run',
      comment:
        'what is loaded for one command is loaded for `tributary --help`, too; commands/ says what there is to give, and imports what does it when it is run (docs/decisions/0017-reading-without-a-server.md)',
      severity: 'error',
      from: { path: '^apps/tributary/src/(commands/)?[^/]+\\.ts$', pathNot: spec },
      to: {
        path: '^(libs/(?!protos/)|apps/tributary/src/(?!commands/)[^/]+/)',
        dependencyTypesNot: ['dynamic-import', 'type-only'],
      },
    },
    {
      name: 'reading-needs-no-server',
      comment: 'commands that only read contracts are run at every save, and a server takes a second to load',
      severity: 'error',
      from: { path: '^apps/tributary/src/((check|lint|explain|impact)/|[^/]+\\.ts$)', pathNot: spec },
      to: { path: '^libs/(nestjs|scenarios|engine|upstream|cache)/' },
    },
    {
      name: 'pure-rooms',
      comment:
        'environment, files, clock, timers and randomness come in from outside, so that tests move time by hand (lint sees to the globals)',
      severity: 'error',
      from: { path: '^libs/(wire|language|plan|cache|engine)/', pathNot: spec },
      to: {
        dependencyTypes: ['core'],
        // crypto for digests; lint sees to it that nothing else is taken of it.
        pathNot: '^(node:)?(buffer|util|assert|events|string_decoder|diagnostics_channel|crypto)$',
      },
    },
    {
      name: 'wire-needs-descriptors-only',
      comment: 'bytes are walked by code of our own; descriptors are all it takes from elsewhere',
      severity: 'error',
      from: { path: '^libs/wire/', pathNot: spec },
      to: { path: 'node_modules/', pathNot: 'node_modules/@bufbuild/protobuf/' },
    },
    {
      name: 'specs-are-ends',
      comment: 'what specs share is a file of its own, not another spec',
      severity: 'error',
      from: {},
      to: { path: '\\.spec\\.ts$' },
    },
    {
      name: 'no-dead-files',
      comment: 'a file that nothing imports and that imports nothing is left over',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(libs|apps)/[^/]+/src/',
        pathNot: ['/generated/', '/index\\.ts$', '/main\\.ts$', '\\.spec\\.ts$'],
      },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies',
      comment: 'a package declares what it imports, or works only where others happen to bring it along',
      severity: 'error',
      from: { path: '^(libs|apps)/[^/]+/src/', pathNot: [spec, '/generated/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'what is shipped runs without what it was developed with',
      severity: 'error',
      from: { path: '^(libs|apps)/[^/]+/src/', pathNot: spec },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/', '/generated/'] },
    exclude: { path: ['^(libs|apps)/[^/]+/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.all.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@tributary/source', 'import', 'types', 'node', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
    },
  },
};
