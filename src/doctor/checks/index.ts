import type { Check } from '../types.ts';
import { api, architecture, buildkit, engine, limits } from './engine.ts';
import { debian, registry } from './bases.ts';
import { disk, node, ports } from './machine.ts';
import { cloud, metadata } from './metadata.ts';
import { network } from './network.ts';
import { interpreter, packages, processLimits } from './processes.ts';
import { lifecycle } from './lifecycle.ts';

/** In the order in which they are shown: from what everything needs to what the app alone does. */
export const checks: readonly Check[] = [
  { name: 'node', look: node },
  { name: 'engine', look: engine },
  { name: 'api', look: api },
  { name: 'buildkit', look: buildkit },
  { name: 'architecture', look: architecture },
  { name: 'limits', look: limits },
  { name: 'disk', look: disk },
  { name: 'ports', look: ports },
  { name: 'registry', look: registry },
  { name: 'debian', look: debian },
  { name: 'network', look: network },
  { name: 'metadata', look: metadata },
  { name: 'cloud', look: cloud },
  { name: 'interpreter', look: interpreter },
  { name: 'packages', look: packages },
  { name: 'process-limits', look: processLimits },
  { name: 'lifecycle', look: lifecycle },
];
