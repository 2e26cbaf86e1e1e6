import { fileURLToPath } from 'node:url';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

/** One letter to print: the sheet's name, its data as JSON, the moment (seconds since 1970) written into the file's metadata. */
export interface PrintRequest {
  readonly id: number;
  readonly sheet: string;
  readonly data: string;
  readonly at: number;
  readonly standard: 'a-2a' | 'ua-1';
}
export type PrintReply = { readonly id: number } & ({ readonly pdf: Uint8Array } | { readonly error: string });

const templates = fileURLToPath(new URL('../../../../db/templates/', import.meta.url));
const fonts = fileURLToPath(new URL('../../../../fonts/', import.meta.url));
const compiler = NodeCompiler.create({ workspace: templates, fontArgs: [{ fontPaths: [fonts] }] });

process.on('message', ({ id, sheet, data, at, standard }: PrintRequest) => {
  const reply = (body: { pdf: Uint8Array } | { error: string }): void => void process.send!({ id, ...body } satisfies PrintReply);
  try {
    const result = compiler.compile({ mainFilePath: `${templates}${sheet}.typ`, inputs: { data }, resetRead: true });
    // Only the compiler's own words: its diagnostics quote template source, never the letter's data.
    if (result.hasError() || !result.result) return reply({ error: JSON.stringify(result.takeError()?.shortDiagnostics ?? 'no document') });
    reply({ pdf: compiler.pdf(result.result, { pdfStandard: standard, creationTimestamp: at }) });
    compiler.evictCache(10);
  } catch (thrown) {
    reply({ error: thrown instanceof Error ? thrown.message : String(thrown) });
  }
});
process.on('disconnect', () => process.exit(0));
