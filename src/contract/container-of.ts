import { labels } from '../core/index.ts';
import type { Container, Engine } from '../engine/index.ts';

/** The id of the container that an instance lives in; null where it has ended. */
export async function containerOf(engine: Engine, instance: string): Promise<Container['id'] | null> {
  const wanted = { [labels.instance]: instance, [labels.role]: 'instance' };
  const [found] = await engine.containers.list(wanted);
  return found?.running === true ? found.id : null;
}
