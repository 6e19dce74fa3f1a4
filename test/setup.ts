import fc from 'fast-check';

/**
 * The same random cases on every run, so that a change is judged by what it changed; `FUZZ=1 npm test` draws new ones (and
 * prints the seed of a failure, to be kept as an example).
 */
if (process.env['FUZZ'] === undefined) fc.configureGlobal({ seed: 20261122 });
