#!/bin/sh
# Finds a Python new enough and hands over to tools/bootstrap.py.  Usage: sh tools/bootstrap.sh LOCK
here=$(dirname "$0")
for python in python3.13 python3.12 python3.11 python3 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" "$here/bootstrap.py" "$@"
    fi
done
echo "No Python 3.11 or newer was found on the PATH. Install one, such as: apt-get install python3 python3-venv" >&2
exit 1
