const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
module.exports = {
  forbidden: [
    forbid('no-circles', 'A circle hides which file to read first.', {}, { circular: true }),
    forbid('pure-stays-pure', 'Outside server/: no SQL, no I/O, so it runs in the browser and in a plain test.',
      { path: '^src/(core|modules/[^/]+)/[^/]+\\.ts$', pathNot: '\\.test\\.ts$' }, { path: '/server/|^(node:)?(fs|net|http|child_process)$|node_modules/(kysely|pg|pg-boss)/' }),
    forbid('core-knows-no-module', 'core/ is below every module.', { path: '^src/core/' }, { path: '^src/(modules|web|routes)/' }),
    forbid('modules-meet-at-the-door', 'Another module is used through server/<module>.ts alone.',
      { path: '^src/modules/([^/]+)/', pathNot: '\\.test\\.ts$' }, { path: '^src/modules/(?!$1/)[^/]+/server/', pathNot: '^src/modules/([^/]+)/server/\\1\\.ts$' }),
    forbid('routes-hold-no-sql', 'A route parses, calls one function and answers.', { path: '^src/(routes|web)/' }, { path: '/server/store\\.ts$|node_modules/(kysely|pg)/' }),
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, enhancedResolveOptions: { conditionNames: ['import', 'types', 'default'], exportsFields: ['exports'] } },
};
