/** The completion scripts of the shells; each calls `orders __complete` for the words. */
export const SCRIPTS = {
  bash: `# orders: completion for bash. In ~/.bashrc: eval "$(orders completion bash)"
_orders_complete() {
  local IFS=$'\\n' word="\${COMP_WORDS[COMP_CWORD]}"
  local found
  found="$(orders __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1)"
  COMPREPLY=($(compgen -W "$found" -- "$word"))
}
complete -o default -F _orders_complete orders
`,
  zsh: `#compdef orders
# orders: completion for zsh. In ~/.zshrc, after compinit: eval "$(orders completion zsh)"
_orders() {
  local -a lines found
  lines=("\${(@f)$(orders __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  local line
  for line in $lines; do
    [[ -n $line ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#found )); then _describe 'orders' found; else _files; fi
}
compdef _orders orders
`,
  fish: `# orders: completion for fish. orders completion fish > ~/.config/fish/completions/orders.fish
function __orders_complete
  set -l words (commandline -opc) (commandline -ct)
  orders __complete $words[2..-1] 2>/dev/null
end
complete -c orders -f -a '(__orders_complete)'
`,
} as const;

export type Shell = keyof typeof SCRIPTS;
