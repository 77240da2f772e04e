#!/usr/bin/env bash
# cmake/fetch_engines.sh with a made-up pip and apt: what is half done never counts. usage: tests/fetch_engines.sh WORK_DIR
set -euo pipefail
fetch=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/cmake/fetch_engines.sh
work=$1
rm -rf "$work" && mkdir -p "$work/bin" && cd "$work"
fail() { echo "$1"; cat log; exit 1; }

# pip puts a file into the folder after --target, then ends as ./pip_status says; apt-get does as if.
cat >bin/python3 <<'END'
#!/usr/bin/env bash
echo called >>"$WORK/calls"
while [ "$1" != --target ]; do shift; done
mkdir -p "$2" && touch "$2/of_wheel"
echo "ERROR: no way to the registry"
exit "$(cat "$WORK/pip_status")"
END
cat >bin/apt-get <<'END'
#!/usr/bin/env bash
[ "${@: -1}" != libonnxruntime-dev ] || touch libonnxruntime-dev_1_all.deb
END
cat >bin/dpkg-deb <<'END'
#!/usr/bin/env bash
mkdir -p "${@: -1}/usr/include/onnxruntime"
END
chmod +x bin/*
export WORK=$work PATH=$work/bin:$PATH
[ "$(uname -sm)" = "Linux x86_64" ] || { echo "no wheels for this machine: skipped"; exit 77; }
[ -s /etc/apt/sources.list.d/debian.sources ] || [ -s /etc/apt/sources.list.d/ubuntu.sources ] ||
  [ -s /etc/apt/sources.list ] || { echo "no apt here: skipped"; exit 77; }
engines() { (cd engines && ls -A | paste -sd ' '); }

echo 1 >pip_status
status=0
"$fetch" engines >log 2>&1 || status=$?
[ "$status" = 3 ] || fail "a machine without registry ended with $status, not 3"
grep -q "openvino .* can't be had .*: ERROR: no way to the registry" log || fail "OpenVINO's failure is not told"
grep -q "onnxruntime .* can't be had" log || fail "ONNX Runtime's failure is not told"
[ -z "$(engines)" ] || fail "left behind: $(engines)"

echo 0 >pip_status
mkdir engines/openvino-0.1
"$fetch" engines >log 2>&1 || fail "ended with $?"
case "$(engines)" in
  onnxruntime-*" "openvino-*) [ ! -e engines/openvino-0.1 ] || fail "the older one is still there" ;;
  *) fail "found: $(engines)" ;;
esac
[ -e engines/openvino-*/of_wheel ] && [ -d engines/onnxruntime-*/include/onnxruntime ] || fail "not whole"

rm calls
"$fetch" engines >log 2>&1 || fail "the second time it ended with $?"
[ ! -e calls ] && [ ! -s log ] || fail "what was there was fetched again"
