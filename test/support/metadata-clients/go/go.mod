module example.com/metadata-client

go 1.23.0

require cloud.google.com/go/compute/metadata v0.8.0

require golang.org/x/sys v0.34.0 // indirect
