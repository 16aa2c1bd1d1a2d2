-- One row for each signed order. Numbers that exceed 64 bits are kept as decimal text; times are seconds since the epoch.
create table if not exists orders (
  seq bigserial primary key,
  -- Chain id and address of the contract that the signature is for.
  contract text not null,
  hash text not null,
  owner text not null,
  account text not null,
  nonce text not null,
  parent text not null,
  expiry bigint not null,
  body jsonb not null,
  signature text not null,
  status text not null check (status in ('open', 'waiting', 'executed', 'cancelled', 'expired', 'failed')),
  -- The owner asked this service to forget it. The signature still counts on chain.
  withdrawn boolean not null default false,
  reason text,
  error text,
  transaction text,
  created_at bigint not null,
  updated_at bigint not null,
  unique (contract, hash)
);

create index if not exists orders_by_account on orders (contract, account, seq desc);
create index if not exists orders_by_owner on orders (contract, owner, nonce);
create index if not exists orders_by_status on orders (contract, status, seq);
create index if not exists orders_by_change on orders (contract, updated_at);
