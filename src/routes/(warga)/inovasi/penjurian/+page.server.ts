import { createHash } from 'node:crypto';
import { canonical } from '#core/canonical.ts';
import { judging } from '#modules/innovations/judging-rules.ts';
import { panelOf } from '#modules/innovations/panel-text.ts';
import { resultSheet } from '#modules/innovations/result-sheet.ts';
import { form } from '#web/server/serve.ts';
import { text } from '#web/server/sign-in.ts';

export const csr = false;

export const load = () => ({ rubric: judging.rubric, ranking: judging.ranking });

export const actions = {
  /** Nothing is kept: what comes in goes out again, counted. */
  default: form(
    async ({ form: sent }) => {
      const given = {
        marks: text(sent, 'marks'),
        recusals: text(sent, 'recusals'),
        seed: text(sent, 'seed'),
        second: sent.get('second') === 'true',
      };
      const { rubric: _, rules, ...inputs } = panelOf(given);
      const sheet = resultSheet({ rubric: judging.rubric, rules, ...inputs });
      const inputHash = createHash('sha256')
        .update(canonical({ ...inputs, version: judging.version }))
        .digest('hex');
      return { sheet, inputHash, version: judging.version, given };
    },
    { files: 0, fieldBytes: 256 * 1024 },
  ),
};
