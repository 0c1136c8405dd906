package board

import "lianluo/pkg/fault"

// said is how a check is told: what holds, and what is wrong.
type said struct{ holds, wrong fault.Text }

func (c Code) words() said { return vocabulary[c] }

// Holds says in words what was checked and holds.
func (c Code) Holds(lang string) string { return c.words().holds.In(lang) }

// Wrong says in words what is wrong.
func (c Code) Wrong(lang string) string { return c.words().wrong.In(lang) }

func says(holdsZH, holdsEN, wrongZH, wrongEN string) said {
	return said{holds: fault.Text{ZH: holdsZH, EN: holdsEN}, wrong: fault.Text{ZH: wrongZH, EN: wrongEN}}
}

var vocabulary = map[Code]said{
	CodeBundle: says("票决数据包完整，格式正确", "The bundle is whole and well formed",
		"票决数据包残缺或格式不对，请向主席团索取完整的数据包。", "The bundle is incomplete or malformed; ask the presidium for a whole one."),
	CodeChain: says("公告板记录首尾相接，无一被增、删、改、换序", "The entries form one chain: none was added, dropped, altered or moved",
		"公告板记录的链条断了：有记录被增、删、改或换了次序。", "The chain of entries is broken: one was added, dropped, altered or moved."),
	CodeClock: says("记录时间只进不退", "The entries' times never run backwards",
		"记录时间写法不对或倒退了，请检查服务器时钟。", "An entry's time is malformed or earlier than the one before; look at the server's clock."),
	CodeSignature: says("每条记录都由其作者签名", "Every entry is signed by its author",
		"签名不是这位作者的：记录系伪造或被改动。", "A signature is not its author's: the entry is forged or was altered."),
	CodeBody: says("每条记录的内容项目齐全、不多不少", "Every entry holds exactly what belongs in it",
		"记录内容缺项、多项、重项或写法不对。", "An entry's content lacks something, has too much, or is malformed."),
	CodeEncoding: says("所有密码学数值写法规范", "All cryptographic values are in canonical form",
		"有密码学数值不规范，不能采用。", "A cryptographic value is not in canonical form."),
	CodeOrder: says("各步骤都在规定阶段、由规定的人进行", "Every step was taken in its phase, by whom it belongs to",
		"这一步不在规定的阶段，或者不该由此人进行。", "A step was taken in the wrong phase, or by somebody it does not belong to."),
	CodeHead: says("与见证人保存的校验码一致", "The board is the one that the witnesses saw",
		"与见证人保存的校验码不一致：公告板曾被分叉、回退或篡改，或者见证码抄错。", "The board is not the one that a witness saw: it was forked, rolled back or altered, or the witness's head was copied wrongly."),
	CodeDefinition: says("候选项目、代表名册、监票人设置合规", "Candidates, roll and scrutineers are set as they must be",
		"票决设置不合规：候选项目、名册、监票人或开启人数有误。", "The definition is not lawful: candidates, roll, scrutineers or threshold are wrong."),
	CodeRules: says("票决规则合法，全体人数、法定人数、过半数均相符", "The rules are lawful: roll, quorum and pass mark are what they must be",
		"票决规则不合规：人数、法定人数、过半数、差额或票选上限有误。", "The rules are not lawful: roll, quorum, pass mark, differential or limit are wrong."),
	CodeCeremony: says("票箱密钥由监票人共同生成，各步骤相符", "The urn's key was made by the scrutineers together, every step as it must be",
		"生成票箱密钥的步骤不符，可能有人调换密钥；请全体监票人重新生成。", "A step of making the urn's key does not fit; a key may have been exchanged. Let all scrutineers make it anew."),
	CodeKey: says("每把投票密钥只属一人，作废后不再使用", "Every key stands for one person and never comes back once void",
		"密钥不是此人当前的密钥，或已属他人、已作废、不在名册。", "The key is not this person's live one, or is another's, or void, or its seat is not on the roll."),
	CodeSuspended: says("暂停执行职务的代表没有领票、投票", "No suspended deputy had a key, a paper or a ballot",
		"该代表暂停执行职务，不能领票、投票。", "This deputy is suspended and can have no key, paper or ballot."),
	CodeTwice: says("一人一票，手机票与纸质票不重领", "One vote each: a key or a paper, never both, cast once",
		"该代表已有投票密钥、纸质票或已经投票，不能再领、再投。", "This deputy already has a key or a paper, or has cast."),
	CodeFreeze: says("冻结的名册与公告板一致", "The frozen roll is that of the board",
		"冻结的人数或密钥清单与公告板不一致。", "The frozen numbers or list of keys are not those of the board."),
	CodeQuorum: says("到会代表达到法定人数", "Enough deputies were present",
		"到会代表不足法定人数，不能开始票决。", "Too few deputies are present; the ballot cannot begin."),
	CodeContext: says("每张票都属于本次票决", "Every ballot was made for this election",
		"这张票是为另一次票决制作的。", "The ballot was made for another election."),
	CodeShape: says("每张票的项目数与规则相符", "Every ballot has the shape that the rules give it",
		"票的项目数与规则不符。", "The ballot does not have the shape that the rules give it."),
	CodeProof: says("每张票都证明了选择合规（不露内容）", "Every ballot is proved lawful without being opened",
		"票的合规证明不成立：可能多选、被改动或被冒用。", "A ballot's proof does not hold: too many choices, an alteration, or another's ballot."),
	CodeCopied: says("没有重复使用的签名或密文", "No signature and no ciphertext was used twice",
		"签名或密文是照抄先前记录的。", "A signature or a ciphertext was copied from an earlier entry."),
	CodeTeller: says("每张纸质票都经两名计票人分别录入、一致认定", "Every paper was entered by two tellers apart, who agree",
		"纸质票未经两名计票人一致认定，或编号不连续、重复。", "A paper lacks the second teller's agreement, or its number is missing or double."),
	CodeFloor: says("纸质票数足以保密", "The papers are enough to hide one another",
		"纸质票太少，会暴露个人选择；请改用公用平板投票。", "So few papers would show single choices; use the shared tablet instead."),
	CodeCollected: says("收回票数不多于发出票数，发出票数不多于到会人数，各数与公告板一致", "Collected ≤ issued ≤ present, and all as on the board",
		"收回、发出、到会的票数不符，本次票决应宣布作废。", "The numbers collected, issued and present do not fit; the ballot must be declared void."),
	CodeEarly: says("截止投票以前没有人开票", "Nothing was opened before the close",
		"尚未截止投票，不能开票。", "The urn is not closed; nothing may be opened yet."),
	CodePartial: says("每位监票人的开票都有证明且成立", "Every scrutineer's part in the opening is proved",
		"有监票人的开票数据证明不成立，请该监票人重新开票。", "A scrutineer's part in the opening is not proved; let it be made again."),
	CodeTrustees: says("参加开票、签字的监票人达到规定人数", "Enough scrutineers opened and signed",
		"参加开票的监票人不足规定人数。", "Too few scrutineers took part in the opening."),
	CodeTally: says("票数重新开箱计算，与公布的一致", "The counts, opened anew, are the published ones",
		"公布的票数与重新计算的不一致。", "The published counts are not what the urn holds."),
	CodeResult: says("当选结果按规则重新得出，与公布、签字的一致", "The result follows from the rules, and is what was signed",
		"公布或签字的结果与规则得出的不一致。", "The published or signed result is not what the rules give."),
	CodeReceipt: says("所给回执都在公告板上", "Every given receipt is on the board",
		"公告板上没有这张回执对应的票：票可能被丢弃，或者回执抄错。", "No ballot on the board has this receipt: it was dropped, or the receipt was copied wrongly."),
}
