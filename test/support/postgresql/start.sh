# Starts PostgreSQL with the user postgres and the password POSTGRES_PASSWORD, as the official image does.
set -e
programs=$(echo /usr/lib/postgresql/*/bin)
data=/tmp/data
echo "$POSTGRES_PASSWORD" >/tmp/password
"$programs/initdb" --pgdata="$data" --auth=scram-sha-256 --pwfile=/tmp/password >/dev/null
echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
exec "$programs/postgres" -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp -c fsync=off
