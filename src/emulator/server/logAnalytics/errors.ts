import { json, ServiceError } from '../http.ts';
import type { KqlError } from '../../kql/errors.ts';

/** The service's nested error: the innermost says what is wrong. */
export interface LogsError {
  readonly code: string;
  readonly message: string;
  readonly innererror?: LogsError;
  readonly [field: string]: unknown;
}

/** 400 with its cause inside. */
export function badArgument(innererror: LogsError): ServiceError {
  return logsError(400, { message: 'The request had some invalid properties', code: 'BadArgumentError', innererror });
}

/** 404: a path or a workspace that is not there. */
export function pathNotFound(innererror?: LogsError): ServiceError {
  const base = { message: 'The requested path does not exist', code: 'PathNotFoundError' };
  return logsError(404, innererror === undefined ? base : { ...base, innererror });
}

/** What is inside a 404 for a workspace id that the caller cannot see. */
export function workspaceNotFound(workspaceId: string): LogsError {
  return { code: 'WorkspaceNotFoundError', message: `The workspace could not be found: ${workspaceId}` };
}

/** A query that cannot be answered. What this engine cannot execute although Log Analytics could is a 501, never a wrong answer. */
export function queryError(error: KqlError): ServiceError {
  const place = { line: error.line, pos: error.column - 1, ...(error.token === undefined ? {} : { token: error.token }) };
  if (error.code === 'unsupported' || error.code === 'limit') {
    const message = `The emulator does not support ${error.construct ?? 'this'}: ${error.message}`;
    return logsError(501, { code: 'EmulatorUnsupported', message });
  }
  if (error.code === 'syntax') {
    return badArgument({ code: 'SyntaxError', message: 'A recognition error occurred in the query.', innererror: { code: 'SYN0002', message: error.message, ...place } });
  }
  return badArgument({ code: 'SemanticError', message: 'A semantic error occurred.', innererror: { code: 'SEM0100', message: error.message, ...place } });
}

/** What accompanies a result that is cut off at a limit, e.g. `500000 records`. */
export function resultTooLarge(limit: string): LogsError {
  const innererror = {
    code: '-2133196797',
    message: `The results of this query exceed the set limit of ${limit}, so not all records were returned (E_QUERY_RESULT_SET_TOO_LARGE, 0x80DA0003). See https://aka.ms/kustoquerylimits for more information and possible solutions.`,
    severity: 2,
    severityName: 'Error',
  };
  return {
    code: 'PartialError',
    message: 'There were some errors when processing your query.',
    details: [{ code: 'EngineError', message: 'Something went wrong processing your query on the server.', innererror }],
  };
}

function logsError(status: number, error: LogsError): ServiceError {
  return new ServiceError(json(status, { error }));
}
