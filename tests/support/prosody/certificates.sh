#!/bin/sh
# certificates.sh FOLDER: a CA of our own (ca.pem) and host certificates: good, early (not valid yet),
# expired, wrong-host, self-signed.
# Elliptic curves, because their keys are made in milliseconds.
set -eu
mkdir -p "$1"
cd "$1"
names=DNS:localhost,DNS:*.localhost,DNS:anon.localhost,DNS:strong.localhost,DNS:plain.localhost,DNS:demo.localhost
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }

key ca
openssl req -x509 -key ca.key -out ca.pem -days 3650 -subj "/CN=Discoscope test CA" \
  -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign"

# The CA database, because only `openssl ca` sets both dates in every version.
: >index
echo 1000 >serial
leaf() { # name subjectAltName start end
  key "$1"
  openssl req -new -key "$1.key" -out "$1.csr" -subj "/CN=localhost"
  cat >ca.cnf <<CONFIG
[ca]
default_ca = ours
[ours]
database = index
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = any
x509_extensions = leaf
unique_subject = no
[any]
commonName = supplied
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $2
CONFIG
  openssl ca -batch -notext -config ca.cnf -in "$1.csr" -out "$1.pem" -startdate "$3" -enddate "$4"
  cat ca.pem >>"$1.pem"
}
hour_ago=$(date -u -d '1 hour ago' +%Y%m%d%H%M%SZ)
next_year=$(date -u -d '1 year' +%Y%m%d%H%M%SZ)
leaf good "$names" "$hour_ago" "$next_year"
leaf wrong-host DNS:example.org "$hour_ago" "$next_year"
leaf early "$names" "$(date -u -d tomorrow +%Y%m%d%H%M%SZ)" "$next_year"
leaf expired "$names" 20200101000000Z "$(date -u -d yesterday +%Y%m%d%H%M%SZ)"

key self-signed
openssl req -x509 -key self-signed.key -out self-signed.pem -days 365 -subj "/CN=Discoscope self-signed" \
  -addext "basicConstraints=critical,CA:FALSE" -addext "subjectAltName=$names"
chmod 644 ./*.pem
chmod 640 ./*.key
