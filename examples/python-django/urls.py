"""The pages."""

import os

from django.http import HttpResponse, JsonResponse
from django.urls import path


def page(request):
    return HttpResponse(f"Django says hello to {request.META['HTTP_X_APPENGINE_USER_IP']}\n", content_type="text/plain")


def environment(request):
    return JsonResponse({"cwd": os.getcwd(), "uid": os.getuid(), "secure": request.is_secure(), **os.environ})


urlpatterns = [path("", page), path("environment", environment)]
