import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/setup.ts'],
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Whole-program cases start a server and a browser; the machine may be slow, so the limit only catches a hang.
    testTimeout: 60_000,
    // Most files wait for processes of their own; with one core left free, as is the default, two cores would do the work of one.
    maxWorkers: '100%',
    hookTimeout: 60_000,
  },
});
