/** What a colour means, the same on every page; see app/globals.css for the values. Never the only sign of anything. */
export type Tone =
  | 'accent'
  | 'ink'
  | 'muted'
  | 'long'
  | 'short'
  | 'warning'
  | 'danger'
  | 'premium'
  | 'funding'
  | 'fees'
  | 'spread'
  | 'stock'
  | 'insurance'
  | 'results'

export function colourOf(tone: Tone): string {
  return `var(--${tone})`
}

export type Dash = 'solid' | 'dashed' | 'dotted'

export const dashArrays: Readonly<Record<Dash, string | undefined>> = {
  solid: undefined,
  dashed: '6 4',
  dotted: '2 3',
}

/** Fills that differ by their hatching too. */
export type Hatch = 'full' | 'rising' | 'falling' | 'level' | 'dots'

export function fillOf(tone: Tone, hatch: Hatch): React.CSSProperties {
  const colour = colourOf(tone)
  const stripes = (angle: number) =>
    `repeating-linear-gradient(${angle}deg, ${colour} 0 3px, color-mix(in srgb, ${colour} 45%, var(--surface)) 3px 5px)`
  switch (hatch) {
    case 'full':
      return { background: colour }
    case 'rising':
      return { background: stripes(135) }
    case 'falling':
      return { background: stripes(45) }
    case 'level':
      return { background: stripes(0) }
    case 'dots':
      return {
        background: `radial-gradient(circle, color-mix(in srgb, ${colour} 40%, var(--surface)) 1px, ${colour} 1.5px) 0 0 / 5px 5px`,
      }
  }
}
