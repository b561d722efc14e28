import type { Command } from '../command.ts';
import { baseBuild, baseList, baseRm } from './base.ts';
import { build } from './build.ts';
import { check } from './check.ts';
import { completion } from './completion.ts';
import { cronList, cronRun } from './cron.ts';
import { doctor } from './doctor.ts';
import { down } from './down.ts';
import { explain } from './explain.ts';
import { genConfig } from './gen-config.ts';
import { init } from './init.ts';
import { logs } from './logs.ts';
import { metadata, metadataDelete, metadataGet, metadataSet } from './metadata.ts';
import { plan } from './plan.ts';
import { ps } from './ps.ts';
import { run } from './run.ts';
import { stats } from './stats.ts';
import { task } from './task.ts';
import { test } from './test.ts';
import { trust } from './trust.ts';
import { schema } from './schema.ts';

const own: readonly Command[] = [
  init,
  doctor,
  check,
  plan,
  explain,
  genConfig,
  build,
  run,
  test,
  ps,
  logs,
  stats,
  cronRun,
  cronList,
  task,
  trust,
  down,
  metadata,
  metadataSet,
  metadataGet,
  metadataDelete,
  baseList,
  baseBuild,
  baseRm,
  schema,
];

/** In the order of `flexbuild --help`: from reading to running to cleaning up. */
export const commands: readonly Command[] = [...own, completion(own)];
