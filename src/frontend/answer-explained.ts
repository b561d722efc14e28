import { answer, type Call } from './call.ts';
import { pageFor, type FailurePage } from './failure-page.ts';
import type { Explanation, InstanceRoute, Route } from './types.ts';
import type { UpstreamFailure } from './upstream/types.ts';

/** Says that no instance takes the request, and what those that should have taken it wrote last. */
export async function answerUnavailable(
  call: Call,
  { status, reason, instances }: Extract<Route, { kind: 'unavailable' }>,
): Promise<void> {
  const known = await Promise.all(instances.map((instance) => knownOf(call, instance)));
  const lines = known.flatMap((explanation) => explanation?.lines ?? []);
  answerIfOpen(call, { status, reason, lines });
}

interface Failed {
  readonly route: InstanceRoute;
  readonly failure: UpstreamFailure;
}

/** Says why the instance gave no answer; one that had begun is cut off. */
export async function answerFailure(call: Call, { route, failure }: Failed): Promise<void> {
  const explanation = call.body === null ? await knownOf(call, route.instance) : null;
  answerIfOpen(call, pageFor(failure, { route, explanation }));
}

async function knownOf({ context }: Call, instance: string): Promise<Explanation | null> {
  return (await context.options.explain?.(instance)) ?? null;
}

/** Asking takes a moment: meanwhile the client may have gone, or a limit may have answered. */
function answerIfOpen(call: Call, page: FailurePage): void {
  if (!call.over && !call.answered) answer(call, page);
}
