import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { openApiDocument } from '../src/api/api.ts';

/** Write src/api/openapi.json from the API's schemas; a test compares the two. */
const file = new URL('../src/api/openapi.json', import.meta.url);
await writeFile(file, await format(JSON.stringify(openApiDocument()), { parser: 'json', printWidth: 140 }));
