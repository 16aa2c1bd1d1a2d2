import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { HeatMap } from './heat-map'
import { StackedBarsChart } from './stacked-bars-chart'
import { TimeSeriesChart } from './time-series-chart'

afterEach(cleanup)

const HOUR = 3600
const start = Date.parse('2026-03-01T00:00:00') / 1000
const dollars = (value: number) => `$${value.toFixed(2)}`
const points = Array.from({ length: 120 }, (_, i) => ({ time: start + i * HOUR, value: i }))
const lines = [
  { name: 'Equity', tone: 'accent', points },
  { name: 'Holding', tone: 'muted', dash: 'dashed', points: points.map(({ time }) => ({ time, value: 50 })) },
] as const

describe('a chart over time', () => {
  const draw = () =>
    render(<TimeSeriesChart title="Worth" unit="USD" fileName="worth" lines={lines} format={dollars} now={start} />)

  it('is read with the arrow keys, from the newest value back', () => {
    draw()
    const slider = screen.getByRole('slider')
    expect(slider.getAttribute('aria-valuetext')).toBe('5 Mar 2026, 23:00: Equity $119.00, Holding $50.00')
    fireEvent.focus(slider)
    fireEvent.keyDown(slider, { key: 'ArrowLeft' })
    expect(slider.getAttribute('aria-valuetext')).toContain('Equity $118.00')
    expect(screen.getByTestId('chart-tip').textContent).toContain('$118.00')
    fireEvent.keyDown(slider, { key: 'Home' })
    expect(slider.getAttribute('aria-valuetext')).toContain('1 Mar 2026, 00:00: Equity $0.00')
  })

  it('has a table behind it, newest first and in pages', () => {
    draw()
    fireEvent.click(screen.getByRole('button', { name: 'Worth: show as table' }))
    const table = screen.getByRole('table', { name: 'Worth' })
    expect(
      within(table)
        .getAllByRole('columnheader')
        .map((cell) => cell.textContent),
    ).toEqual(['Time', 'Equity (USD)', 'Holding (USD)'])
    expect(within(table).getAllByRole('row')).toHaveLength(51)
    expect(within(table).getAllByRole('row')[1]?.textContent).toBe('5 Mar 2026, 23:00$119.00$50.00')
    fireEvent.click(screen.getByRole('button', { name: 'Older' }))
    fireEvent.click(screen.getByRole('button', { name: 'Older' }))
    expect(within(table).getAllByRole('row')).toHaveLength(21)
  })

  it('says when the first data will appear while there are none', () => {
    render(
      <TimeSeriesChart title="Worth" fileName="w" lines={[]} format={dollars} empty="From the first full hour on." />,
    )
    expect(screen.getByText('From the first full hour on.')).toBeTruthy()
    expect(screen.queryByRole('slider')).toBeNull()
  })
})

describe('bars of signed parts', () => {
  const parts = [
    { name: 'Premium', tone: 'premium', hatch: 'full' },
    { name: 'Fees', tone: 'fees', hatch: 'rising' },
  ] as const
  const bars = [
    { time: start, values: [5, -2] },
    { time: start + 24 * HOUR, values: [-1, -1] },
  ]

  it('tells each part, its sum over all periods, and the sum of a period', () => {
    render(<StackedBarsChart title="Result" unit="USD" fileName="r" parts={parts} bars={bars} format={dollars} />)
    const sums = screen.getAllByRole('listitem').map(({ textContent }) => textContent)
    expect(sums).toEqual(['Premium $4.00', 'Fees $-3.00'])
    expect(screen.getByRole('slider').getAttribute('aria-valuetext')).toBe(
      '2 Mar 2026: Premium $-1.00, Fees $-1.00, sum $-2.00',
    )
  })
})

describe('a heat map', () => {
  it('is a grid that one walks through with the arrow keys', () => {
    const chosen: string[] = []
    render(
      <HeatMap
        title="Loss"
        fileName="loss"
        rowTitle="Stock"
        columnTitle="BTC"
        rows={['−10 %', '−20 %']}
        columns={['−20 %', '+20 %']}
        cell={(row, column) => ({ value: row - column, text: `${row}/${column}` })}
        onChoose={(row, column) => chosen.push(`${row}/${column}`)}
      />,
    )
    const cells = screen.getAllByRole('gridcell')
    expect(cells.map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1, -1])
    cells[0]?.focus()
    fireEvent.keyDown(cells[0]!, { key: 'ArrowRight' })
    fireEvent.keyDown(cells[1]!, { key: 'ArrowDown' })
    expect(document.activeElement).toBe(cells[3])
    fireEvent.keyDown(cells[3]!, { key: 'Enter' })
    expect(chosen).toEqual(['1/1'])
  })
})
