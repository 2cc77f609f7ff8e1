// An mlir-opt of one's own.
#include "aic/opt.h"

int main(int argc, char **argv) {
  return aicOptMain(argc, argv, (const AicPackage *const[]){NULL});
}
