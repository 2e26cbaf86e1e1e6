import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import process from 'node:process';
import { confusion, train } from '#modules/complaints/classifier.ts';
import { readExamples } from './complaint-examples.ts';

/**
 * Learns the suggestion of a category and measures it: `db/reference/complaint-model.json`. Seconds of work, so it is done once here
 * and not in a web process. The same examples always give the same file. `node tools/complaint-model.ts`
 */
export const MODEL_FILE = 'db/reference/complaint-model.json';

export function learnedModel(): string {
  const { examples } = readExamples();
  const of = (set: string) => examples.filter((example) => example.set === set);
  const model = train(of('train'), of('calibration'));
  return `${JSON.stringify({ model, measured: confusion(model, of('held_out')), learnedFrom: of('train').length, measuredOn: of('held_out').length })}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(MODEL_FILE, learnedModel());
