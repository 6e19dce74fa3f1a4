import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { manualPage } from '../src/cli/manual/roff.ts';
import { programOn } from '../src/cli/program.ts';
import { toolVersion } from '../src/pipeline/version.ts';

/** Writes the page for man(1), made from the program: `node tools/manualPage.ts FILE`. */
const file = resolve(process.argv[2] ?? 'dist/secure-score.1');
await mkdir(dirname(file), { recursive: true });
await writeFile(file, manualPage(programOn({ out: () => {}, err: () => {} }, async () => {}), toolVersion()));
