#!/usr/bin/env bash
# Kills a training process with SIGKILL at random moments, resumes each one, and compares the final weights with those of a run left alone.
# Every second one is killed again while it resumes. The last line is "N of N runs ended with the same weights".
#   tests/kill-and-resume.sh [KILLS] [TRAIN_ARGUMENTS...]        20 kills, and "ENZYMES --epochs 6", unless said otherwise
# GRAPHSEQ is the command to run; SEED decides the moments.
set -uo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
kills="${1:-20}"
shift
arguments=("$@")
[ $# -gt 0 ] || arguments=(ENZYMES --data "$here/../shared/data/tu" --epochs 6)
read -r -a graphseq <<< "${GRAPHSEQ:-dotnet $here/src/Cli/bin/Release/net10.0/graphseq.dll}"
RANDOM="${SEED:-1}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

train() { "${graphseq[@]}" train "$@" > "$folder/output" 2>&1; }
weights() { sha256sum < "$1/model/model.safetensors" 2> "$folder/missing"; }
fail() { echo "$1"; cat "$folder/output"; exit 1; }

# Starts a command and kills it after a random share of the time that a whole run takes.
kill_within() {
    local milliseconds=$((RANDOM % 1000 * duration / 1000))
    "${graphseq[@]}" train "$@" > "$folder/output" 2>&1 &
    local process=$!
    for _ in $(seq 1000); do [ -e "$out/run.json" ] && break; sleep 0.02; done
    sleep "$((milliseconds / 1000)).$(printf '%03d' $((milliseconds % 1000)))"
    if kill -KILL $process 2> "$folder/missing"; then echo -n "killed after $milliseconds ms, "; else echo -n "ended before $milliseconds ms, "; fi
    wait $process 2> "$folder/missing"
}

train "${arguments[@]}" --checkpoint-every 3 --out "$folder/whole" || fail "the run left alone failed:"
wanted="$(weights "$folder/whole")"
started="$(date -d "$(sed -n 's/.*"started": "\([^"]*\)".*/\1/p' "$folder/whole/run.json" | tail -1)" +%s%3N)"
duration=$(($(date -r "$folder/whole/run.json" +%s%3N) - started))
echo "a run takes $duration ms; kills: $kills"
same=0
for ((i = 1; i <= kills; i++)); do
    out="$folder/$i"
    kill_within "${arguments[@]}" --checkpoint-every 3 --out "$out"
    [ $((i % 2)) = 0 ] && kill_within --resume "$out"
    train --resume "$out" --json || fail "resuming failed:"
    if [ "$(weights "$out")" = "$wanted" ]; then same=$((same + 1)) verdict="same weights"; else verdict="OTHER WEIGHTS"; fi
    echo "resumed $i: $verdict"
    rm -rf "$out"
done
echo "$same of $kills runs ended with the same weights"
[ "$same" = "$kills" ]
