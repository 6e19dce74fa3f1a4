/** One control as it judges a resource that fails something under a running grace period. */
export interface GracedStanding {
  readonly controlId: string;
  /** Points of the definition. */
  readonly maxScore: number;
  /** Recommendations of the control that it fails and that count. */
  readonly failing: readonly string[];
  /** Those that it fails in grace: left out of the score until they are due. */
  readonly graced: readonly string[];
  /** True when it passes another recommendation of the control. */
  readonly passes: boolean;
}

/** Every control that judges the resource. */
export interface GracedResource {
  readonly standings: readonly GracedStanding[];
}

/** Resources of a scope that fail something in grace: signatures do not tell what mending them does to the score. */
export interface ScopeGrace {
  /** Resources that count in at least one control: a scope's weight is linear in them (Microsoft Learn, "Secure score in Defender for Cloud"). */
  readonly assessed: number;
  readonly resources: readonly GracedResource[];
}

/** What a control's counts change by. */
export interface CountShift {
  healthy: number;
  unhealthy: number;
  readonly maxScore: number;
}

export interface GraceShift {
  /** By control id. */
  readonly controls: ReadonlyMap<string, CountShift>;
  /** Resources that begin to count at all. */
  readonly assessed: number;
}

type Standing = 'healthy' | 'unhealthy' | null;

/** What the counts of a scope's controls change by once its resources in grace pass the given recommendations too. */
export function graceShift({ resources }: ScopeGrace, fixed: ReadonlySet<string>): GraceShift {
  const controls = new Map<string, CountShift>();
  let assessed = 0;
  for (const { standings } of resources) {
    if (!standings.some(({ failing, graced }) => [...failing, ...graced].some((key) => fixed.has(key)))) continue;
    const moved = standings.map((one) => ({ controlId: one.controlId, maxScore: one.maxScore, from: standingOf(one, none), to: standingOf(one, fixed) }));
    for (const { controlId, maxScore, from, to } of moved) {
      if (from === to) continue;
      const shift = controls.get(controlId) ?? { healthy: 0, unhealthy: 0, maxScore };
      controls.set(controlId, shift);
      if (from !== null) shift[from] -= 1;
      if (to !== null) shift[to] += 1;
    }
    if (moved.every(({ from }) => from === null) && moved.some(({ to }) => to !== null)) assessed += 1;
  }
  return { controls, assessed };
}

const none: ReadonlySet<string> = new Set();

/** A failure in grace is as if it were not judged; one that is fixed is passed. */
function standingOf({ failing, graced, passes }: GracedStanding, fixed: ReadonlySet<string>): Standing {
  if (failing.some((key) => !fixed.has(key))) return 'unhealthy';
  return passes || failing.length > 0 || graced.some((key) => fixed.has(key)) ? 'healthy' : null;
}
