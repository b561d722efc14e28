import { satisfies, validRange } from '@renovatebot/pep440';
import type { MarkerEnvironment } from '../../requirements/marker.ts';

/** What markers find in the image: CPython of `version` ("3.11") on Linux. Its patch release and the machine's kind are the base's. */
export function imageEnvironment(version: string): MarkerEnvironment {
  return (variable, other) => {
    if (variable === 'python_version') return [version];
    if (variable === 'python_full_version' || variable === 'implementation_version')
      return patchReleases(version, other);
    const value = fixed[variable];
    return value === undefined ? null : [value];
  };
}

/** Versions after `version`, of which some are still to come. */
export function newerPythons(version: string): readonly string[] {
  const [major = 3, minor = 0] = version.split('.').map(Number);
  const first = major < 3 ? 0 : minor + 1;
  return Array.from({ length: 30 }, (_, index) => `3.${first + index}`);
}

/** Whether some patch release of `version` is within `specifier`, such as `>=3.9,<4`; true where that is none. */
export function allows(specifier: string, version: string): boolean {
  const asked = specifier.split(',').flatMap((part) => patchReleases(version, part.replace(/^\D+/, '')));
  return (
    !validRange(specifier) || asked.some((release) => satisfies(release, specifier, { prereleases: true }))
  );
}

const fixed: Readonly<Record<string, string>> = {
  sys_platform: 'linux',
  platform_system: 'Linux',
  os_name: 'posix',
  implementation_name: 'cpython',
  platform_python_implementation: 'CPython',
  extra: '',
};

/** The first, one far away, and those around the one that is asked about: if they agree, so do all. */
function patchReleases(version: string, other: string): readonly string[] {
  const asked = /^\s*v?\d+\.\d+\.(\d+)/.exec(other)?.[1];
  const around = asked === undefined ? [] : [Number(asked) - 1, Number(asked), Number(asked) + 1];
  return [...new Set([0, 1, ...around, 99])]
    .filter((patch) => patch >= 0)
    .map((patch) => `${version}.${patch}`);
}
