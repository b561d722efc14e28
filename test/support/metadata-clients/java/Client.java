import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.IdTokenCredentials;
import com.google.auth.oauth2.IdTokenProvider;
import java.util.List;

/** What Google's own library for Java reads from a metadata server, a line each. */
class Client {
  public static void main(String[] arguments) throws Exception {
    var credentials = (ComputeEngineCredentials) GoogleCredentials.getApplicationDefault();
    System.out.println(credentials.getAccount());
    System.out.println(credentials.getUniverseDomain());
    System.out.println(credentials.refreshAccessToken().getTokenValue());
    System.out.println(
        IdTokenCredentials.newBuilder()
            .setIdTokenProvider(credentials)
            .setTargetAudience("https://demo.example")
            .setOptions(List.of(IdTokenProvider.Option.FORMAT_FULL))
            .build()
            .refreshAccessToken()
            .getTokenValue());
  }
}
