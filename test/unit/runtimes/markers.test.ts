import { expect, test } from 'vitest';
import { markerHolds, parseMarker } from '../../../src/runtimes/requirements/marker.ts';
import { imageEnvironment } from '../../../src/runtimes/resolve/python/image-environment.ts';

const holds = (text: string, python = '3.11') => {
  const marker = parseMarker(text);
  return marker === null ? 'no marker' : markerHolds(marker, imageEnvironment(python));
};

/** Null: the base image or the machine decides. Those of which packaging knows more are in `package/requirements-by-pip`. */
test.each([
  ['python_version >= "3.10"', true],
  ['python_full_version >= "3.11.0"', true],
  ['python_full_version >= "3.11.4"', null],
  ['python_full_version == "3.11.4"', null],
  ['python_full_version > "3.11"', null],
  ['python_full_version < "3.12.1"', true],
  ['python_full_version == "3.11.*"', true],
  ['platform_machine == "x86_64"', null],
  ['platform_release > "5"', null],
  ['platform_machine == "x86_64" and sys_platform == "win32"', false],
  ['platform_machine == "x86_64" or sys_platform == "linux"', true],
  ['platform_machine == "x86_64" and sys_platform == "linux"', null],
  ['sys_platform ~= "linux"', null],
  ['this is no marker', 'no marker'],
  ['python_version >= "3.8" and', 'no marker'],
  ['(python_version >= "3.8"', 'no marker'],
  ['python_version => "3.8"', 'no marker'],
])('marker %s: %s', (text, expected) => {
  expect(holds(text)).toBe(expected);
});
