import { afterAll, beforeAll } from 'vitest';
import { indexPageTests } from './indexPage.ts';
import { pdfTests } from './pdfReport.ts';
import { printingTests } from './printing.ts';
import { reportPageTests } from './reportPage.ts';
import { singleFileTests } from './singleFile.ts';
import { timeRangeTests } from './timeRanges.ts';
import { buildWorld, type World } from './world.ts';

/** One file, so that all browser tests share one browser and one site. */
let world: World | null = null;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world?.close());

const built = (): World => {
  if (world === null) throw new Error('the world is not built');
  return world;
};

indexPageTests(built);
reportPageTests(built);
singleFileTests(built);
timeRangeTests(built);
pdfTests(built);
printingTests(built);
