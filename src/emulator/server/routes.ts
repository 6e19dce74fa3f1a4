import { authorize } from './identity/authorize.ts';
import { createTokenStore } from './identity/tokens.ts';
import { signIn, type Authority } from './identity/tokenEndpoint.ts';
import type { FaultKind } from './faults.ts';
import { json, type Answer, type HttpRequest } from './http.ts';
import { isBatch, queryLogs, workspaceOf, type LogsService } from './logAnalytics/route.ts';
import { createGraphMail, isGraphMail, isUploadSession, type GraphMail } from './graphMail.ts';
import { createCommunicationMail, isCommunicationServices, type CommunicationMail, type SentMail } from './mail.ts';
import type { Settings } from './options.ts';
import { createQueryEngine } from './queryEngine.ts';
import { createQuotaMeter } from './quota.ts';
import { queryResources, resourcesPath, type GraphService } from './resourceGraph/route.ts';
import { createViews } from './resourceGraph/view.ts';

/** All services of one emulator, and what they remember. */
export interface Services {
  readonly authority: Authority;
  readonly graph: GraphService;
  readonly logs: LogsService;
  readonly sentMail: SentMail[];
  readonly graphMail: GraphMail;
  readonly communicationMail: CommunicationMail;
}

/** Services with empty memories. */
export function createServices(settings: Settings, wallClock: () => number): Services {
  const { tenant, limits } = settings;
  const engine = createQueryEngine();
  const sentMail: SentMail[] = [];
  return {
    authority: { application: settings.application, tokens: createTokenStore(), wallClock },
    graph: {
      tenant, engine, viewOf: createViews(), denied: settings.denied, takeQuota: createQuotaMeter(settings.quota, wallClock),
      limits: { payloadBytes: limits.payloadBytes, subscriptions: limits.subscriptions },
    },
    logs: { tenant, engine, workspaceId: settings.workspaceId, limits: { rows: limits.logRows, bytes: limits.logBytes } },
    sentMail, graphMail: createGraphMail(sentMail), communicationMail: createCommunicationMail(sentMail),
  };
}

/** Whether a request is one for a token or for how to get one. */
export function isSignIn(request: HttpRequest): boolean {
  return /^\/common\/discovery\/instance$|\/oauth2\/v2\.0\/token$|\/\.well-known\/openid-configuration$|\/discovery\/v2\.0\/keys$/.test(request.path);
}

/** Answers one request. @throws ServiceError */
export function answerRequest(request: HttpRequest, now: Date, faults: readonly FaultKind[], services: Services): Answer {
  const { authority, graph, logs, graphMail, communicationMail } = services;
  if (request.method === 'POST' && request.path.toLowerCase() === resourcesPath) {
    return queryResources(request, { principal: authorize(request, 'resourceManager', authority), now, faults }, graph);
  }
  if (request.method === 'POST' && (workspaceOf(request.path) !== null || isBatch(request.path))) {
    authorize(request, 'logAnalytics', authority);
    return queryLogs(request, now, logs) ?? notFound(request);
  }
  // The address of an upload session is its own permission; the service refuses tokens there.
  if (isUploadSession(request)) return graphMail(request);
  if (isGraphMail(request)) {
    authorize(request, 'graph', authority);
    return graphMail(request);
  }
  if (isCommunicationServices(request)) {
    authorize(request, 'communicationServices', authority);
    return communicationMail(request);
  }
  return signIn(request, authority) ?? notFound(request);
}

function notFound(request: HttpRequest): Answer {
  if (request.path.startsWith('/v1/')) return json(404, { error: { message: 'The requested path does not exist', code: 'PathNotFoundError' } });
  return json(404, { error: { code: 'NotFound', message: `The emulator has no ${request.method} ${request.path}.` } });
}
