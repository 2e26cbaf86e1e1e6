import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import process from 'node:process';

/**
 * `npm run check:docs`: links and paths in the documents lead somewhere, the glossary names nothing twice, and every law a
 * definition cites stands in the legal register, whose rows carry a mark. Prints what is wrong, a line each.
 */
const IGNORED = /^(node_modules|build|data|artefacts|test-results|\.svelte-kit|\.git)(\/|$)/;
const documents = readdirSync('.', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md') && !IGNORED.test(path));
const faults: string[] = [];

/** As GitHub makes them. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '');
const anchorsOf = (path: string): Set<string> =>
  new Set([...withoutCode(readFileSync(path, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!)));

for (const path of documents) {
  const text = withoutCode(readFileSync(path, 'utf8'));
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target!)) continue;
    const [file, hash] = target!.split('#') as [string, string?];
    const to = file ? normalize(join(dirname(path), file)) : path;
    if (!existsSync(to)) faults.push(`${path}: ${target} leads nowhere`);
    else if (hash && to.endsWith('.md') && !anchorsOf(to).has(hash)) faults.push(`${path}: no heading for ${target}`);
  }
  for (const [, named] of text.matchAll(/`((?:src|db|docs|test|tools|static|fonts)\/[\w./[\]()-]+)`/g))
    if (!/[*<{]/.test(named!) && !existsSync(named!)) faults.push(`${path}: ${named} is not there`);
}

/** The rows of the first table, without its head. */
const rowsOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim())); // prettier-ignore

const GLOSSARY = 'docs/glossary.md';
const terms = new Set<string>();
for (const [term = '', ...rest] of rowsOf(GLOSSARY)) {
  if (rest.length !== 3 || !term || !rest[1])
    faults.push(`${GLOSSARY}: "${term}" needs a word, its Indonesian, its meaning and what to avoid`);
  if (terms.has(term)) faults.push(`${GLOSSARY}: "${term}" stands there twice`);
  terms.add(term);
}

const REGISTER = 'docs/legal.md';
for (const [rule = '', ...rest] of rowsOf(REGISTER))
  if (rest.length !== 4 || !/\b[VSMP]\b/.test(rest[2] ?? '') || !rest[3])
    faults.push(`${REGISTER}: "${rule}" needs value, basis, mark (V, S, M or P) and where it lives`);
const register = readFileSync(REGISTER, 'utf8');
const LAW = /\b(?:UU|PP|Perpres|Permen[A-Za-z]+|Permendagri|Kepmen[A-Za-z]+|Perda|Perbup)\s\d+\/\d{4}/g;
for (const file of readdirSync('db/services').filter((name) => name.endsWith('.yaml')))
  for (const law of new Set(readFileSync(join('db/services', file), 'utf8').match(LAW)))
    if (!register.includes(law)) faults.push(`${REGISTER}: ${law}, cited by db/services/${file}, is missing`);

for (const fault of faults) console.error(fault);
console.log(`${documents.length} documents, ${terms.size} terms: ${faults.length ? `${faults.length} faults` : 'whole'}`);
process.exitCode = faults.length ? 1 : 0;
