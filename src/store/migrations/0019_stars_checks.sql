-- checks: how often Telegram was told, in the ten minutes up to `checked`, that it may be paid: each is a payment.
ALTER TABLE stars_order ADD COLUMN checks BIGINT NOT NULL DEFAULT 1;
