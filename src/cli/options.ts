import { InvalidArgumentError, Option } from 'commander';

/** Flags every command knows; each beats the config file, which beats the defaults. */
export interface GlobalOptions {
  /** The one config; several are told apart before a session begins. */
  readonly config?: string;
  readonly out?: string;
  readonly now?: Date;
  /** True: reports without names, whatever config says. */
  readonly mask?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly logFormat: 'text' | 'json';
  /** False with --no-color. */
  readonly color: boolean;
}

/** Global flags as they are parsed: --config may be there several times. */
export interface ParsedOptions extends Omit<GlobalOptions, 'config'> {
  readonly config?: readonly string[];
  /** A file that lists tenants. */
  readonly tenants?: string;
  /** Tenants at a time. */
  readonly parallel?: number;
}

/** Collects a flag that may be repeated. */
export function collected(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

const instant = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** `2026-11-21` (midnight UTC) or `2026-11-21T06:00:00Z`; a time without a zone would mean something else on every machine. */
export function parseInstant(text: string): Date {
  const moment = instant.test(text) ? new Date(text) : new Date(Number.NaN);
  const sameDay = !Number.isNaN(moment.getTime()) && new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10));
  if (!sameDay) throw new InvalidArgumentError('Give a day (2026-11-21) or a time with its zone (2026-11-21T06:00:00Z).');
  return moment;
}

/** A whole number in a range; for flags. */
export function parseWhole(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= lowest && number <= highest)) throw new InvalidArgumentError(`Give a whole number from ${lowest} to ${highest}.`);
    return number;
  };
}

/** `80`, `72.5`: percent, 0–100. */
export function parsePercent(text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(number >= 0 && number <= 100)) throw new InvalidArgumentError('Give percent from 0 to 100 without a sign, e.g. 80.');
  return number;
}

/** `pay-*,shop` as a list of what is between the commas. */
export function parseList(text: string): readonly string[] {
  const parts = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length === 0) throw new InvalidArgumentError('Give at least one.');
  return parts;
}

/** `html,pdf` as a list, each among the allowed. */
export function parseNames<Name extends string>(allowed: readonly Name[]): (text: string) => readonly Name[] {
  return (text) => text.split(',').map((part) => {
    const name = allowed.find((candidate) => candidate === part.trim());
    if (name === undefined) throw new InvalidArgumentError(`Choose from ${allowed.join(', ')}.`);
    return name;
  });
}

/** A flag that takes a list of names, shown in help and known to completion. */
export function namesOption<Name extends string>(flags: string, description: string, allowed: readonly Name[]): Option {
  const option = new Option(flags, description).argParser(parseNames(allowed));
  option.argChoices = [...allowed];
  return option;
}
