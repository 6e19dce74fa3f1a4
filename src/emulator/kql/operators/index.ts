import { extend, getSchema, project, rename, select, serialize } from './columns.ts';
import { mvApply, mvExpand } from './expand.ts';
import { join, lookup } from './join.ts';
import type { Operator } from './operator.ts';
import { parse, parseWhere } from './parse.ts';
import { as, count, sort, take, top, where } from './rows.ts';
import { distinct, summarize } from './summarize.ts';
import { union } from './union.ts';

/** Every operator of a pipe, by the language service's node kind. */
export const operators: Readonly<Record<string, Operator>> = {
  AsOperator: as,
  CountOperator: count,
  DistinctOperator: distinct,
  ExtendOperator: extend,
  FilterOperator: where,
  GetSchemaOperator: getSchema,
  JoinOperator: join,
  LookupOperator: lookup,
  MvApplyOperator: mvApply,
  MvExpandOperator: mvExpand,
  ParseOperator: parse,
  ParseWhereOperator: parseWhere,
  ProjectAwayOperator: select,
  ProjectKeepOperator: select,
  ProjectOperator: project,
  ProjectRenameOperator: rename,
  ProjectReorderOperator: select,
  // What is drawn is no part of the rows.
  RenderOperator: (_, input) => input,
  SerializeOperator: serialize,
  SortOperator: sort,
  SummarizeOperator: summarize,
  TakeOperator: take,
  TopOperator: top,
  UnionOperator: union,
};
