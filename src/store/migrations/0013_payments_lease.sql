-- What watches payments has a lease of its own: a process that does not know how would keep others from it.
INSERT INTO lease (name, holder, fence, until) VALUES ('payments', '', 0, 0);
