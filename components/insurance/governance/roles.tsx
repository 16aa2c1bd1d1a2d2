'use client'

import { useId, useState } from 'react'
import { momentName } from '@/components/charts/time-axis'
import type { GovernanceState, RoleMember } from '@/lib/chain/governance/state'
import type { GovernedCall } from '@/lib/core/governance'
import { walletActions } from '@/lib/query/wallet'
import { Address, DataTable } from '../parts'
import type { RiskView } from '../use-risk'
import { countdown } from '../words'
import type { MyRole } from './role'

interface RolesProps {
  readonly risk: RiskView
  readonly state: GovernanceState
  readonly role: MyRole
}

const MAY: Readonly<Record<RoleMember['role'], string>> = {
  governor: 'change parameters, let openings go on, list markets and sets, appoint and dismiss',
  guardian: 'pause openings, and nothing else',
}

export function Roles({ risk, state, role }: RolesProps) {
  return (
    <div className="space-y-3">
      <DataTable
        caption="Who may do what"
        testId="roles"
        keyOf={({ role: name, account }) => `${name}${account}`}
        rows={state.members}
        empty={state.complete ? 'Nobody holds a role.' : 'The log is still being read.'}
        columns={[
          { name: 'Role', isText: true, cell: ({ role: name }) => name },
          { name: 'Account', isText: true, cell: ({ account }) => <Address value={account} /> },
          { name: 'May', isText: true, isLong: true, cell: ({ role: name }) => MAY[name] },
          { name: 'Delay', cell: ({ delay }) => (delay === 0 ? 'none' : countdown(delay)) },
          { name: 'Since', cell: ({ since }) => momentName(since) },
        ]}
      />
      {role.isGovernor && <Guardians {...{ risk, state, role }} />}
    </div>
  )
}

const ADDRESS = /^0x[0-9a-fA-F]{40}$/

/** The governor appoints and dismisses guardians, with the delay of every decision. */
function Guardians({ risk, state, role }: RolesProps) {
  const id = useId()
  const [text, setText] = useState('')
  const account = ADDRESS.test(text.trim()) ? (text.trim() as `0x${string}`) : undefined
  const holds = state.members.some(
    (member) => member.role === 'guardian' && member.account.toLowerCase() === account?.toLowerCase(),
  )
  const send = (granted: boolean) => {
    if (account === undefined) return
    const call: GovernedCall = { kind: 'guardian', account, granted }
    const title = granted ? `Appoint ${account} guardian` : `Dismiss guardian ${account}`
    walletActions.run({ kind: 'propose', set: risk.index, title, call })
  }
  return (
    <form
      className="flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        send(!holds)
      }}
    >
      <div className="min-w-64 flex-1">
        <label htmlFor={id} className="text-sm font-semibold">
          Appoint or dismiss a guardian
        </label>
        <input
          id={id}
          className="field figure mt-1"
          placeholder="0x… of the account"
          autoComplete="off"
          value={text}
          onChange={({ target }) => setText(target.value)}
          data-testid="guardian-address"
        />
      </div>
      <button
        type="submit"
        className="button button-plain"
        disabled={account === undefined}
        data-testid="guardian-submit"
      >
        {account === undefined
          ? 'Enter an address'
          : `${role.delay > 0 ? 'Propose to ' : ''}${holds ? 'dismiss' : 'appoint'}`}
      </button>
    </form>
  )
}
