/** Whether a request is let in: first by where it comes from, then by its token and the route's scope. */
import type { IncomingMessage } from 'node:http';
import { type Access, type Asker, NOBODY, type Scope } from './access.ts';
import { type GuardOptions, requestRefusal } from './request-guard.ts';

/** `open`: answers anybody, and says nothing of what the store holds. */
export type RouteScope = Scope | 'open';

export interface Refusal {
  readonly status: 401 | 403;
  readonly code: 'FORBIDDEN' | 'UNAUTHENTICATED' | 'SCOPE';
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly asker: Asker }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

const CHALLENGE = 'Bearer realm="spantrail"';

/** @param scope null where no route is: any token does, so that nobody else can look around. */
export function admit(
  request: IncomingMessage,
  scope: RouteScope | null,
  { guard, access }: { guard: GuardOptions; access: Access },
): Admission {
  const reason = requestRefusal(request, guard);
  if (reason !== null)
    return refused({ status: 403, code: 'FORBIDDEN', message: reason, headers: {} });
  if (scope === 'open') return { kind: 'admitted', asker: NOBODY };
  const asker = access.askerOf(request.headers.authorization);
  if (asker === 'noToken') {
    return unauthenticated(
      CHALLENGE,
      'This service takes no request without a token: send "Authorization: Bearer TOKEN" (on the command line: SPANTRAIL_TOKEN).',
    );
  }
  if (asker === 'wrongToken') {
    return unauthenticated(
      `${CHALLENGE}, error="invalid_token"`,
      'The token is none of those that this service takes.',
    );
  }
  if (scope === null || asker.may(scope)) return { kind: 'admitted', asker };
  return refused({
    status: 403,
    code: 'SCOPE',
    message: `The token does not open this: it needs the scope "${scope}".`,
    headers: { 'www-authenticate': `${CHALLENGE}, error="insufficient_scope", scope="${scope}"` },
  });
}

function unauthenticated(challenge: string, message: string): Admission {
  return refused({
    status: 401,
    code: 'UNAUTHENTICATED',
    message,
    headers: { 'www-authenticate': challenge },
  });
}

function refused(refusal: Refusal): Admission {
  return { kind: 'refused', refusal };
}
