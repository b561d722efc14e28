import type { Command } from '../command.ts';
import { baseBuild, baseList, baseRm } from './base.ts';
import { build } from './build.ts';
import { down } from './down.ts';
import { genConfig } from './gen-config.ts';
import { logs } from './logs.ts';
import { plan } from './plan.ts';
import { ps } from './ps.ts';
import { run } from './run.ts';

/** In the order of `flexbuild --help`: from reading to running to cleaning up. */
export const commands: readonly Command[] = [
  plan,
  genConfig,
  build,
  run,
  ps,
  logs,
  down,
  baseList,
  baseBuild,
  baseRm,
];
