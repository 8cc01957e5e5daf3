/**
 * The prelude of the sandbox as one text, for QuickJS. Written by `node infra/build/prelude-text.ts` from `prelude/`: do
 * not edit.
 */
export const preludeText = `var{apply,getPrototypeOf}=Reflect;
var{keys,freeze,hasOwn,prototype:objectPrototype}=Object;
var define=Object.defineProperty;
var{isArray}=Array;
var{stringify,parse}=JSON;
var{isFinite,isInteger}=Number;
var{slice,includes,isWellFormed,lastIndexOf,replaceAll}=String.prototype;
var{exec}=RegExp.prototype;
var{add,has}=WeakSet.prototype;
var{get:getFrom,set:setIn}=WeakMap.prototype;
var hasInstance=Function.prototype[Symbol.hasInstance];
var{prototype:promisePrototype}=Promise;
var{then:nativeThen}=promisePrototype;
var PlainError=Error;
var PlainPromise=Promise;
var PlainProxy=Proxy;
var PlainWeakMap=WeakMap;
var PlainWeakSet=WeakSet;
var placeholder="{{bridgehead:already-reported}}";
var outputs=new PlainWeakMap;
var inert=new PlainWeakSet;
var reported=new PlainWeakSet;
function markOutput(output,shown){apply(setIn,outputs,[output,shown])}
function outputShown(value){return apply(getFrom,outputs,[value])}
function markInert(value){apply(add,inert,[value])}
function isInert(value){return apply(has,inert,[value])}
function markReported(error){apply(add,reported,[error])}
function isReported(error){return apply(has,reported,[error])}
function cut(text,most){return apply(slice,text,[0,most])}
function ends(text,most){if(text.length<=most)return text;return apply(slice,text,[0,most/2])+"\\n"+apply(slice,text,[text.length-most/2+1])}
function describe(thrown){try{if(typeof thrown!=="object"||thrown===null)return'{"kind":"value"}';if(isReported(thrown))return'{"kind":"reported"}';const{name,message,stack}=thrown;const head='{"kind":"error","name":'+jsonOf(name,60)+',"message":'+jsonOf(message,2e3);return head+',"stack":'+jsonOf(stack,8e3)+"}"}catch{return'{"kind":"value"}'}}
function jsonOf(value,most){return stringify(typeof value==="string"?cut(value,most):"")}
var doors=globalThis;
var host=doors.bridgehead$report;
var given=parse(doors.bridgehead$given);
delete doors.bridgehead$report;
delete doors.bridgehead$given;
var origins={__proto__:null};
function here(){const stack=new PlainError().stack??"";const line=apply(lastIndexOf,stack,["\\n",stack.length-2])+9;if(stack[line-1]!=="~")return{__proto__:null,stack,behind:void 0,depth:0};const behind=origins[apply(slice,stack,[line,apply(lastIndexOf,stack,[" ("])])];if(behind===void 0)return{__proto__:null,stack,behind,depth:0};if(behind.depth>20)return{__proto__:null,stack,behind:behind.behind,depth:behind.depth};return{__proto__:null,stack,behind,depth:behind.depth+1}}
function framesOf(way){let text="";for(let step=way;step!==void 0;step=step.behind)text+=ends(step.stack,2e3);return ends(text,8e3)}
function stackHere(){return framesOf(here())}
function told(name,type=null,stack=stackHere()){return'{"name":'+stringify(name)+',"type":'+stringify(type)+',"stack":'+stringify(stack)+"}"}
function refuse(kind,name,type){const error=new PlainError("not available to a definition");markReported(error);host(kind,told(name,type));throw error}
var handled=new PlainWeakSet;
var adopters=new PlainWeakMap;
var pending={__proto__:null,next:null};
var lost=null;
var isInternal=false;
var calls=0;
function watchPromises(){define(promisePrototype,"constructor",{__proto__:null,configurable:false,get(){if(isInternal)return void 0;if(isObject(this))apply(add,handled,[this]);return PlainPromise}});define(promisePrototype,"then",{__proto__:null,configurable:false,writable:false,value:watchedThen()});const combinators=["all","allSettled","any","race"];for(let index=0;index<combinators.length;index++)watchCombinator(combinators[index]);define(globalThis,"bridgehead$run",{__proto__:null,value:run});define(globalThis,"bridgehead$watch",{__proto__:null,value:promise=>watch(promise,null)})}
function settle(){for(;lost!==null;lost=lost.next){let{promise}=lost;for(let next=promise;next!==void 0;next=apply(getFrom,adopters,[next]))promise=next;if(!apply(has,handled,[promise]))host("rejected",describe(lost.reason))}let first=null;for(let entry=pending.next;entry!==null;entry=entry.next)if(entry.number!==null)first=entry.number;if(first!==null)host("unfinished",told("",null,framesOf(origins[first])))}
function watchedThen(){return function then(onFulfilled,onRejected){if(isObject(this))apply(add,handled,[this]);let result=null;const guarded=callback=>value=>{try{const returned=callback(value);if(isNative(returned))apply(setIn,adopters,[returned,result]);return returned}catch(error){lose(result,error);throw error}};const rethrow=reason=>{throw reason};result=apply(nativeThen,this,[typeof onFulfilled==="function"?guarded(onFulfilled):onFulfilled,guarded(typeof onRejected==="function"?onRejected:rethrow)]);return result}}
function watchCombinator(name){const native=PlainPromise[name];define(PlainPromise,name,{__proto__:null,configurable:false,writable:false,value:function(items){const result=apply(native,this,[items]);return isNative(result)?watch(result,null):result}})}
var run=body=>{const number=++calls;origins[number]=here();define(body,"name",{__proto__:null,value:"~"+number});return watch(body(),number)};
function watch(promise,number){const entry={__proto__:null,number,previous:pending,next:pending.next};if(entry.next!==null)entry.next.previous=entry;pending.next=entry;const end=()=>{entry.previous.next=entry.next;if(entry.next!==null)entry.next.previous=entry.previous;if(number!==null)delete origins[number]};observe(promise,end,reason=>{end();lose(promise,reason)});return promise}
function observe(promise,onFulfilled,onRejected){isInternal=true;try{apply(nativeThen,promise,[onFulfilled,onRejected])}finally{isInternal=false}}
function lose(promise,reason){lost={__proto__:null,promise,reason,next:lost}}
function isObject(value){return typeof value==="object"&&value!==null}
function isNative(value){return isObject(value)&&getPrototypeOf(value)===promisePrototype}
var tooLarge=freeze({});
function encodeProps(props,bounds){let left=bounds.values;let size=0;let problemCount=0;let problems="";let isTainted=false;function problem(pointer,what){if(problemCount++>=bounds.problems)return"";const comma=problemCount>1?",":"";problems+=comma+'{"pointer":'+stringify(cut(pointer,400))+',"what":'+stringify(what)+"}";return""}function take(text){size+=text.length;if(size>bounds.length)throw tooLarge;return text}function encode(value,pointer,level){if(--left<0)throw tooLarge;if(value===null)return take("null");switch(typeof value){case"boolean":return take(value?"true":"false");case"number":return isFinite(value)?take(stringify(value)):problem(pointer,"a number that is not finite");case"string":return encodeText(value,pointer);case"undefined":return problem(pointer,"undefined");case"bigint":return problem(pointer,"a big integer");case"symbol":return problem(pointer,"a symbol");case"function":if(!isInert(value))return problem(pointer,"a function");isTainted=true;return take("null");case"object":break}return encodeObject(value,pointer,level)}function encodeText(value,pointer){if(value.length>bounds.length)throw tooLarge;if(!apply(isWellFormed,value,[]))return problem(pointer,"a text with half a character");if(apply(includes,value,[placeholder]))isTainted=true;return take(stringify(value))}function encodeObject(value,pointer,level){if(level>bounds.depth)throw tooLarge;const shown=outputShown(value);if(shown!==void 0)return problem(pointer,shown+"; use its \`name\`");if(isArray(value))return encodeList(value,pointer,level);const prototype=getPrototypeOf(value);if(prototype===null||prototype===objectPrototype)return encodeMembers(value,pointer,level);const isPromise=apply(hasInstance,PlainPromise,[value]);return problem(pointer,isPromise?"a promise; await it":"an object of a class")}function encodeList(list,pointer,level){let text=take("[");const count=list.length;for(let index=0;index<count;index++){const item=encode(list[index],pointer+"/"+index,level+1);text+=(index>0?take(","):"")+item}return text+take("]")}function encodeMembers(value,pointer,level){let text=take("{");const names=keys(value);for(let index=0;index<names.length;index++){const name=names[index];if(name.length>1024)throw tooLarge;const below=pointer+"/"+escaped(name);const member=value[name];if(member===void 0)continue;if(name==="__proto__"||!apply(isWellFormed,name,[])){problem(below,"under a key that is not allowed");continue}const comma=text.length>1?take(","):"";text+=comma+take(stringify(name))+take(":")+encode(member,below,level+1)}return text+take("}")}let json=null;let fault=null;let thrown="null";try{json=encode(props,"",1);if(isTainted)fault="tainted"}catch(error){fault=error===tooLarge?"size":"threw";if(fault==="threw")thrown=describe(error)}if(fault!==null||problems!=="")json=null;return{json,problems,fault,thrown}}
function escaped(name){return apply(replaceAll,apply(replaceAll,name,["~","~0"]),["/","~1"])}
function declaring(kind){const handler={__proto__:null,get(target,key){if(key==="id"||key==="name")return target[key];if(typeof key!=="string"||key==="then"||key==="toJSON")return void 0;return refuse("known-after-apply",cut(key,60),kind.type)}};const call=function(id,props){return declare(kind,handler,id,props)};define(call,"name",{__proto__:null,value:kind.resource});return freeze(call)}
function declare({type,names,shown},handler,id,props){host("begin","");const stack=stackHere();const{json,problems,fault,thrown}=read(id,props);host("call",'{"type":'+stringify(type)+',"id":'+(typeof id==="string"?stringify(cut(id,1025)):"null")+',"stack":'+stringify(stack)+',"json":'+(json===null?"null":stringify(json))+',"problems":['+problems+'],"thrown":'+thrown+',"fault":'+(fault===null?"null":stringify(fault))+"}");const name=json===null?void 0:nameIn(parse(json),names);const output=new PlainProxy(freeze({id,name:typeof name==="string"?name:id}),handler);markOutput(output,shown);return output}
function read(id,props){if(typeof id!=="string")return{json:null,problems:"",fault:"id",thrown:"null"};if(typeof props!=="object"||props===null||isArray(props)){return{json:null,problems:"",fault:isInert(props)?"tainted":"props",thrown:"null"}}return encodeProps(props,given)}
function nameIn(snapshot,names){for(let index=0;index<names.length;index++){const name=names[index];const value=hasOwn(snapshot,name)?snapshot[name]:void 0;if(value!==void 0&&value!==null)return value}return void 0}
function createAws(kinds){const services={__proto__:null};for(let index=0;index<kinds.length;index++){const kind=kinds[index];const members=services[kind.service]??={};members[kind.resource]=declaring(kind)}const names=keys(services);for(let index=0;index<names.length;index++){const name=names[index];services[name]=namespace("AWS."+name,services[name])}return namespace("AWS",services)}
function namespace(path,members){return new PlainProxy(freeze(members),{__proto__:null,get(target,key){if(typeof key!=="string"||key==="then"||key==="toJSON")return void 0;return hasOwn(target,key)?target[key]:absent(cut(path+"."+key,100))}})}
function absent(path){const call=()=>{host("unsupported-service",told(path));return absent(cut(path+"()",100))};const proxy=new PlainProxy(function(){},{__proto__:null,get(_,key){if(typeof key!=="string"||key==="then")return void 0;if(key==="toString"||key==="valueOf"||key==="toJSON")return asPlaceholder;return absent(cut(path+"."+key,100))},apply:call,construct:call});markInert(proxy);return proxy}
var asPlaceholder=()=>placeholder;
function takeAway(){replace(Math,"random","Math.random");replace(Number.prototype,"toLocaleString","toLocaleString");replace(BigInt.prototype,"toLocaleString","toLocaleString");replace(Array.prototype,"toLocaleString","toLocaleString");replace(String.prototype,"localeCompare","localeCompare");replace(String.prototype,"toLocaleLowerCase","toLocaleLowerCase");replace(String.prototype,"toLocaleUpperCase","toLocaleUpperCase");globalThis.Function=refuseConstructor(function(){});refuseConstructor(async function(){});refuseConstructor(function*(){});refuseConstructor(async function*(){});const others=globalThis;delete others["eval"];delete others["WeakRef"];delete others["FinalizationRegistry"]}
function replace(object,name,shown){if(hasOwn(object,name))define(object,name,{__proto__:null,value:refusal(shown)})}
function refuseConstructor(like){const prototype=getPrototypeOf(like);const constructor=refusal("Function");constructor.prototype=prototype;define(prototype,"constructor",{__proto__:null,value:constructor});return constructor}
function refusal(name){return function(){refuse("not-hermetic",name)}}
var parameterName=/^\\/[A-Za-z0-9_.\\-/]{1,1010}$/;
function ssm(path,version){const isValid=typeof path==="string"&&apply(exec,parameterName,[path])!==null;if(isValid&&isVersion(version)){return"{{resolve:ssm-secure:"+path+(version===void 0?"":":"+version)+"}}"}host("invalid-ssm-call",told(isValid?"version":"path"));return placeholder}
function isVersion(version){return version===void 0||isInteger(version)&&version>=1&&version<=999999999}
freeze(ssm);
watchPromises();
var AWS=createAws(given.kinds);
var entry_default=AWS;
doors.bridgehead$describe=describe;
doors.bridgehead$settle=settle;
takeAway();
export{AWS,entry_default as default,ssm};
`;
