import { describe, expect, it } from 'vitest';
import { FlexbuildError } from '../../../src/core/index.ts';
import {
  mmdebstrapArguments,
  recipeDigest,
  recipeOf,
  recipeTag,
  type Recipe,
} from '../../../src/bases/recipe.ts';

const base = { kind: 'debian', suite: 'bookworm', packages: ['python3', 'ca-certificates'] } as const;
const settings = { mirrors: [], acceptExpired: false };
const recipe = recipeOf({ base, platform: 'linux/amd64', settings });

describe('a recipe', () => {
  it('has the same digest for packages in any order, and named twice', () => {
    const packages = ['ca-certificates', 'python3', 'ca-certificates'];
    const other = recipeOf({ base: { ...base, packages }, platform: 'linux/amd64', settings });
    expect(recipeDigest(other)).toBe(recipeDigest(recipe));
  });

  it.each<[string, Partial<Recipe>]>([
    ['suite', { suite: 'trixie' }],
    ['packages', { packages: ['python3'] }],
    ['architecture', { architecture: 'arm64' }],
    ['mirror', { mirrors: ['http://mirror.example/debian'] }],
    ['acceptance of an expired suite', { acceptExpired: true }],
    ['kind', { kind: 'debian-unpacked' }],
  ])('has another digest for another %s', (_what, change) => {
    expect(recipeDigest({ ...recipe, ...change })).not.toBe(recipeDigest(recipe));
  });

  it.each([
    ['linux/amd64', 'amd64'],
    ['linux/arm64', 'arm64'],
    ['linux/arm64/v8', 'arm64'],
    ['linux/arm/v7', 'armhf'],
  ])('is for Debian’s architecture of %s', (platform, architecture) => {
    expect(recipeOf({ base, platform, settings }).architecture).toBe(architecture);
  });

  it('refuses a platform that Debian does not have', () => {
    const attempt = (): Recipe => recipeOf({ base, platform: 'windows/amd64', settings });
    expect(attempt).toThrow(FlexbuildError);
    expect(attempt).toThrow(
      expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'FB4110' })] }),
    );
  });

  it('names its image by suite, kind and digest', () => {
    const digest = recipeDigest(recipe).slice(0, 12);
    expect(recipeTag(recipe)).toBe(`flexbuild-base:bookworm-${digest}`);
    const unpacked = { ...recipe, kind: 'debian-unpacked' } as const;
    expect(recipeTag(unpacked)).toBe(
      `flexbuild-base:bookworm-unpacked-${recipeDigest(unpacked).slice(0, 12)}`,
    );
  });
});

describe('mmdebstrap’s arguments', () => {
  it('leave the mirror to mmdebstrap', () => {
    const args = mmdebstrapArguments(recipe);
    expect(args.slice(-2)).toEqual(['bookworm', '-']);
    expect(args.join('\n')).not.toMatch(/https?:\/\//);
  });

  it('end with the mirrors that were named', () => {
    const mirrors = [
      'http://mirror.example/debian',
      'deb http://mirror.example/debian bookworm-updates main',
    ];
    expect(mmdebstrapArguments({ ...recipe, mirrors }).slice(-3)).toEqual(['-', ...mirrors]);
  });

  it('accept an expired Release file only when asked', () => {
    const option = '--aptopt=Acquire::Check-Valid-Until "false"';
    expect(mmdebstrapArguments(recipe)).not.toContain(option);
    expect(mmdebstrapArguments({ ...recipe, acceptExpired: true })).toContain(option);
  });
});
