// What Google's own library for Go reads from a metadata server, as JSON; or with a path, each value that it has
// from now on, a line each, until it is gone.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"cloud.google.com/go/compute/metadata"
)

func main() {
	var err error
	if len(os.Args) > 1 {
		err = subscribe(os.Args[1])
	} else {
		err = describe()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func subscribe(path string) error {
	return metadata.SubscribeWithContext(context.Background(), path, func(_ context.Context, value string, there bool) error {
		_, err := fmt.Println(value, there)
		return err
	})
}

func describe() error {
	ctx := context.Background()
	values := map[string]any{"onGCE": metadata.OnGCE()}
	reads := map[string]func(context.Context) (string, error){
		"project":    metadata.ProjectIDWithContext,
		"number":     metadata.NumericProjectIDWithContext,
		"instance":   metadata.InstanceNameWithContext,
		"instanceId": metadata.InstanceIDWithContext,
		"zone":       metadata.ZoneWithContext,
		"hostname":   metadata.HostnameWithContext,
		"service": func(ctx context.Context) (string, error) {
			return metadata.InstanceAttributeValueWithContext(ctx, "gae_backend_name")
		},
		"account": func(ctx context.Context) (string, error) { return metadata.EmailWithContext(ctx, "") },
		"missing": func(ctx context.Context) (string, error) {
			_, err := metadata.ProjectAttributeValueWithContext(ctx, "missing")
			return fmt.Sprintf("%T", err), nil
		},
	}
	for name, read := range reads {
		value, err := read(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		values[name] = value
	}
	lists := map[string]func(context.Context) ([]string, error){
		"attributes": metadata.InstanceAttributesWithContext,
		"tags":       metadata.InstanceTagsWithContext,
		"scopes":     func(ctx context.Context) ([]string, error) { return metadata.ScopesWithContext(ctx, "") },
	}
	for name, read := range lists {
		value, err := read(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		values[name] = value
	}
	return json.NewEncoder(os.Stdout).Encode(values)
}
