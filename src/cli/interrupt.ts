/** Thrown where work stops because the user, or the machine, said so. */
export class Interrupted extends Error {
  /** 128 + the signal's number, as shells count. */
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`);
    this.name = 'Interrupted';
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}
