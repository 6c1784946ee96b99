/** The rule of buf for each option of a file that has one. */
export const fileOptionRules: Readonly<Record<string, string>> = {
  cc_enable_arenas: 'FILE_SAME_CC_ENABLE_ARENAS',
  cc_generic_services: 'FILE_SAME_CC_GENERIC_SERVICES',
  csharp_namespace: 'FILE_SAME_CSHARP_NAMESPACE',
  go_package: 'FILE_SAME_GO_PACKAGE',
  java_generic_services: 'FILE_SAME_JAVA_GENERIC_SERVICES',
  java_multiple_files: 'FILE_SAME_JAVA_MULTIPLE_FILES',
  java_outer_classname: 'FILE_SAME_JAVA_OUTER_CLASSNAME',
  java_package: 'FILE_SAME_JAVA_PACKAGE',
  objc_class_prefix: 'FILE_SAME_OBJC_CLASS_PREFIX',
  optimize_for: 'FILE_SAME_OPTIMIZE_FOR',
  php_class_prefix: 'FILE_SAME_PHP_CLASS_PREFIX',
  php_metadata_namespace: 'FILE_SAME_PHP_METADATA_NAMESPACE',
  php_namespace: 'FILE_SAME_PHP_NAMESPACE',
  py_generic_services: 'FILE_SAME_PY_GENERIC_SERVICES',
  ruby_package: 'FILE_SAME_RUBY_PACKAGE',
  swift_prefix: 'FILE_SAME_SWIFT_PREFIX',
};
