#!/usr/bin/env bash
# belenios.sh [VOTERS [CANDIDATES [MOST]]]: what Belenios needs for a ballot like ours on
# this machine: one question, 0 or 1 for each of 12 candidates, at most 10 of them, 450
# voters, a server's key and three trustees of whom two open (it asks for both).
# Prints seconds by the clock and of processor time. Wants Debian 12's package
# belenios-tool, 2.0: later ones are called otherwise.
set -euo pipefail
voters=${1:-450} candidates=${2:-12} most=${3:-10}
command -v belenios-tool >/dev/null || { echo "install belenios-tool first: apt-get install belenios-tool"; exit 1; }
case $(belenios-tool --version) in 2.0*) ;; *) echo "this is written for belenios-tool 2.0, not $(belenios-tool --version)"; exit 1 ;; esac
export BELENIOS_USE_URANDOM=1
work=$(mktemp -d)
trap 'code=$?; [ "$code" = 0 ] || tail -n 5 "$work/said" >&2; rm -rf "$work"' EXIT
cd "$work"
TIMEFORMAT='%R s (processor %U s)'

list() { local text; text=$(printf "$1,%.0s" $(seq "$2")); echo "${text%,}"; } # WHAT HOW-OFTEN
uuid=$(belenios-tool setup generate-token)
group="--group BELENIOS-2048"
key() { belenios-tool setup generate-trustee-key-threshold $group "$@"; }
ballot() { belenios-tool election generate-ballot --privcred <(echo "$1") --ballot <(echo "[[$vote]]"); }
cast() { # every voter's, written as it is made
	local id cred
	while read -r id cred; do ballot "$cred" >"ballot-$id.json" 2>>said; done <private_creds.txt
}
collect() { for one in ballot-*.json; do belenios-tool archive add-event --type=Ballot <"$one" >/dev/null; done; }
counted() {
	belenios-tool archive add-event --type=EndBallots </dev/null
	belenios-tool election compute-encrypted-tally | belenios-tool archive add-event --type=EncryptedTally
	local id=2 one
	belenios-tool election decrypt --privkey ./*.privkey --trustee-id 1 | belenios-tool archive add-event --type=PartialDecryption
	for one in $(ls ./*.key | head -n 2); do
		belenios-tool election decrypt-threshold --key "$one" --decryption-key "${one%.key}.dkey" --trustee-id $id | belenios-tool archive add-event --type=PartialDecryption
		id=$((id + 1))
	done
	belenios-tool election compute-result | belenios-tool archive add-event --type=Result
}

belenios-tool setup generate-credentials --uuid "$uuid" $group --count "$voters" >/dev/null 2>&1
mv ./*.pubcreds public_creds.json
mv ./*.privcreds private_creds.txt
for _ in 1 2 3; do key --step 1 >/dev/null 2>&1; done
cat ./*.cert >certs.jsons
exec 3>&2 2>>said # it tells of every file
key --certs certs.jsons --step 2 >/dev/null
for one in ./*.key; do key --certs certs.jsons --key "$one" --step 3 --threshold 2; done >polynomials.jsons
key --certs certs.jsons --step 4 --polynomials polynomials.jsons
for one in ./*.key; do key --certs certs.jsons --key "$one" --step 5 <"${one%.key}.vinput" >"${one%.key}.voutput"; done
cat ./*.voutput | key --certs certs.jsons --step 6 --polynomials polynomials.jsons >threshold.json
belenios-tool setup generate-trustee-key $group >/dev/null
cat ./*.pubkey >public_keys.jsons
belenios-tool setup make-trustees
cat >questions.json <<END
{"description":"-","name":"-","questions":[{"answers":[$(list '"-"' "$candidates")],"min":0,"max":$most,"question":"-"}],"administrator":"-","credential_authority":"-"}
END
belenios-tool setup make-election --uuid "$uuid" $group --template questions.json >/dev/null
belenios-tool archive init >/dev/null
exec 2>&3
rm -f threshold.json election.json trustees.json public_creds.json

vote="1,$(list 0 $((candidates - 1)))"
echo "belenios-tool $(belenios-tool --version | cut -d' ' -f1), group BELENIOS-2048: $voters voters, $candidates candidates, at most $most"
echo -n "every ballot encrypted and proved, a process each: "
time cast
collect
echo -n "closed, opened by two trustees, counted: "
time counted >/dev/null 2>>said
echo -n "all of it verified: "
time belenios-tool election verify >/dev/null 2>>said
echo "the archive: $(wc -c <"$uuid.bel") bytes"
