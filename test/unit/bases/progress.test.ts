import { expect, it } from 'vitest';
import { progressReader } from '../../../src/bases/progress.ts';

const lines = [
  'I: automatically chosen mode: root',
  'I: running apt-get update...',
  'Get:1 http://mirror.example/debian bookworm InRelease [151 kB]',
  'I: downloading packages with apt...',
  '0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.',
  'I: extracting archives...',
  'I: installing essential packages...',
  'Unpacking libc6:amd64 (2.36-9) ...',
  'Setting up libc6:amd64 (2.36-9) ...',
  'I: installing remaining packages inside the chroot...',
  '0 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.',
  'Unpacking python3 (3.11.2-1) ...',
  'Setting up python3 (3.11.2-1) ...',
  'I: cleaning package lists and apt cache...',
  'I: creating tarball...',
];

it('rises from nothing to nearly all, by stage and by package', () => {
  const read = progressReader();
  const reports = lines.map((line) => read(line)).filter((report) => report !== null);
  const fractions = reports.map(({ fraction }) => fraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions[0]).toBe(0);
  expect(fractions.at(-1)).toBeGreaterThan(0.9);
  expect(reports.filter(({ activity }) => activity === 'installing')).toHaveLength(3);
});

it('says nothing before the first stage, and never more than all of a stage', () => {
  const read = progressReader();
  expect(read('Unpacking something (1) ...')).toBeNull();
  read('I: installing essential packages...');
  read(', 1 newly installed, ');
  const fractions = Array.from({ length: 5 }, () => read('Setting up a (1) ...')?.fraction ?? 1);
  expect(Math.max(...fractions)).toBeLessThanOrEqual(0.45);
});
