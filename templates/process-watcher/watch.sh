#!/bin/sh
# Ends process groups when whoever started them is gone, however that happened. Reads "+GROUP" and "-GROUP" lines; when
# its input ends, the groups that are left get SIGTERM, and SIGKILL after the seconds in $1. The parent-death signal of
# Linux would reach direct children alone, and other systems have none.
grace=${1:?seconds}
groups=' '
# Neither Ctrl-C nor whatever stops our parent is meant for us.
trap '' HUP INT TERM

while read -r line; do
  case $line in
    +*) groups="$groups${line#+} " ;;
    -*) groups=${groups%" ${line#-} "*}' '${groups#*" ${line#-} "} ;;
  esac
done

signal() {
  left=' '
  for group in $groups; do
    kill "-$1" "-$group" 2>/dev/null && left="$left$group "
  done
  groups=$left
}

signal TERM
tenths=$((grace * 10))
while [ "$groups" != ' ' ] && [ "$tenths" -gt 0 ]; do
  sleep 0.1
  tenths=$((tenths - 1))
  signal 0
done
signal KILL
