import { markerHolds } from '../../requirements/marker.ts';
import type { Requirement, RequirementLine } from '../../requirements/types.ts';
import { imageEnvironment } from './image-environment.ts';

/** A line that names a requirement. */
export interface WantedLine extends RequirementLine {
  readonly requirement: Requirement;
  /** Whether its marker lets it through; null where only the machine knows. */
  readonly holds: boolean | null;
}

/** The lines that name a requirement, and what the markers make of them in an image with this Python. */
export function wantedLines(lines: readonly RequirementLine[], python: string): readonly WantedLine[] {
  return lines.flatMap((line) => {
    const { requirement } = line;
    if (requirement === null) return [];
    const { marker } = requirement;
    const holds = marker === null ? true : markerHolds(marker, imageEnvironment(python));
    return [{ ...line, requirement, holds }];
  });
}
