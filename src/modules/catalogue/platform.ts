/**
 * What a definition may name besides its own parts: the platform's adapters and letter templates, by `name@version`.
 * A name outside these lists doesn't resolve (lint L2); a new adapter or template adds its line here.
 */
export const ADAPTERS: ReadonlySet<string> = new Set(['dukcapil.identity@2', 'nakes.str@1', 'nakes.skp@1', 'mppdn.sip@1']);

export const TEMPLATES: ReadonlySet<string> = new Set([
  'tmpl/sip-perawat@1',
  'tmpl/surat-keterangan-penelitian@1',
  'tmpl/surat-pengantar-distrik@1',
  'tmpl/kartu-ak1@1',
]);
