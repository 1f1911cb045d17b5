# Root in Dom0, against a guest: it can neither be read nor changed.
. ./lib_domb.sh

config victim hello-guest 16
domb build /run/victim.cfg || fail "it was not built"
guest_says victim 'serving hello' 60
id=$(guest_id victim)
attack victim || fail "not all was refused"
xl dump-core victim /run/core && fail "its memory was dumped"
xl save victim /run/saved && fail "its memory was saved"
hello-client "xen:$id/hello" still || fail "it does not answer any more"
guest_destroy victim
forget_denials
