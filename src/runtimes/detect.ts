import { failure } from '../core/index.ts';
import type { SourceEntry, SourceTree } from '../source/index.ts';
import type { DetectionRule, Runtime } from './types.ts';

/** A runtime that an app's files ask for, and the file that says so. */
export interface Detection {
  readonly runtime: Runtime;
  /** `found requirements.txt`. */
  readonly reason: string;
}

/**
 * The runtime an app without app.yaml needs: the first of `runtimes` with a rule that its files meet.
 * Throws FB2001, which says what was looked for and where, when none has.
 */
export function detectRuntime(source: SourceTree, runtimes: readonly Runtime[]): Detection {
  for (const runtime of runtimes) {
    for (const rule of runtime.detect) {
      const path = findFile(source, rule);
      if (path !== null) return { runtime, reason: `found ${path}` };
    }
  }
  throw failure({
    code: 'FB2001',
    message: `nothing in ${source.name} tells which runtime the app needs`,
    hint: 'Name the folder that the app is in, or its runtime with --runtime.',
    detail: runtimes.map(({ id, detect }) => `${id}: looked for ${detect.map(describe).join(', ')}`),
  });
}

function findFile(source: SourceTree, rule: DetectionRule): string | null {
  switch (rule.kind) {
    case 'file':
      return source.readText(rule.path) === null ? null : rule.path;
    case 'suffix':
      return findSuffix(source, { folder: '', suffix: rule.suffix });
    default:
      return rule satisfies never;
  }
}

/** Folders that hold other people's code: what is in them says nothing about the app. */
const passedOver = new Set(['node_modules', '__pycache__', 'venv', 'env']);

function findSuffix(
  source: SourceTree,
  { folder, suffix }: { readonly folder: string; readonly suffix: string },
): string | null {
  const entries = source.entries(folder);
  const file = entries.find((entry) => entry.kind === 'file' && entry.path.endsWith(suffix));
  if (file) return file.path;
  for (const entry of entries.filter(isAppFolder)) {
    const path = findSuffix(source, { folder: entry.path, suffix });
    if (path !== null) return path;
  }
  return null;
}

function isAppFolder({ kind, path }: SourceEntry): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return kind === 'directory' && !name.startsWith('.') && !passedOver.has(name);
}

function describe(rule: DetectionRule): string {
  return rule.kind === 'file' ? rule.path : `*${rule.suffix} in any folder`;
}
