// A program over the runtime alone.
#include "aic/runtime.h"

#include <stdio.h>

int main(void) {
  printf("%s takes %zu bytes\n", aicElementTypeName(AIC_ELEMENT_F32),
         aicElementTypeSize(AIC_ELEMENT_F32));
  return 0;
}
