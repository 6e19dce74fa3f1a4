import { coverageTable } from '../test/forecast/table.ts';

/** Prints nominal against actual coverage of the forecast's interval on held-back months: the table of docs/forecast.md. */
console.log(coverageTable());
